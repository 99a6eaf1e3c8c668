package dev.weir.gateway.console;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * The files of the web console: the modules and styles of {@code src/main/web} and the libraries
 * they import, as they are, without a bundler. All have one address prefix with a hash over all of
 * them, so that relative imports work and every file can be kept by browsers for ever.
 *
 * <p>They are read at the first question. With {@code -Dweir.web=DIR} they are read from there each
 * time that the shell is asked for, for working on pages.
 */
final class WebFiles {

    static final String PREFIX = "assets";

    /** A library: the name that modules import, its web jar, and the file in it. */
    private record Library(String name, String jar, String file) {

        String address() {
            return "vendor/" + jar + "/" + file;
        }
    }

    private static final List<Library> LIBRARIES =
            List.of(
                    new Library("preact", "preact", "dist/preact.module.js"),
                    new Library("preact/hooks", "preact", "hooks/dist/hooks.module.js"),
                    new Library("chart.js", "chart.js", "dist/chart.js"),
                    new Library("", "chart.js", "dist/chunks/helpers.dataset.js"),
                    new Library("@kurkle/color", "kurkle__color", "dist/color.esm.js"));

    private static final Map<String, String> TYPES =
            Map.of(
                    "js", "text/javascript; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "svg", "image/svg+xml",
                    "html", "text/html; charset=utf-8");

    private final @Nullable Path directory;
    private @Nullable Loaded kept;

    private WebFiles(@Nullable Path directory) {
        this.directory = directory;
    }

    /** Those of the program, or of {@code -Dweir.web}. */
    static WebFiles shipped() {
        String directory = System.getProperty("weir.web");
        return new WebFiles(directory == null ? null : Path.of(directory));
    }

    /** One file, as it is and packed. */
    static final class WebFile {

        private final String type;
        private final byte[] bytes;
        private final byte[] gzip;

        private WebFile(String type, byte[] bytes, byte[] gzip) {
            this.type = type;
            this.bytes = bytes;
            this.gzip = gzip;
        }

        String type() {
            return type;
        }

        byte[] bytes() {
            return bytes;
        }

        /** The same packed, empty where that is not smaller. */
        byte[] gzip() {
            return gzip;
        }
    }

    /** The page that all addresses of the console answer, and what it may do. */
    record Shell(String html, String policy) {}

    private record Loaded(String version, Map<String, WebFile> files, Shell shell) {}

    /** False where files may change under their address. */
    boolean fixed() {
        return directory == null;
    }

    Shell shell() {
        return loaded(directory != null).shell;
    }

    /**
     * A file.
     *
     * @param address its version and path, as the shell names it
     */
    Optional<WebFile> find(String address) {
        Loaded all = loaded(false);
        int slash = address.indexOf('/');
        boolean current = slash > 0 && address.substring(0, slash).equals(all.version);
        return current
                ? Optional.ofNullable(all.files.get(address.substring(slash + 1)))
                : Optional.empty();
    }

    private synchronized Loaded loaded(boolean anew) {
        Loaded all = kept;
        if (all == null || anew) {
            all = load();
            kept = all;
        }
        return all;
    }

    private Loaded load() {
        try {
            Map<String, byte[]> raw = new TreeMap<>();
            if (directory == null) {
                shipped(raw);
            } else {
                walk(directory, raw);
            }
            byte[] page = raw.remove("index.html");
            if (page == null) {
                throw new IllegalStateException("the web console has no index.html");
            }
            for (Library library : LIBRARIES) {
                raw.put(library.address(), library(library));
            }
            String version = directory == null ? version(raw, page) : "dev";
            Map<String, WebFile> files = new TreeMap<>();
            raw.forEach((path, bytes) -> files.put(path, file(path, bytes)));
            return new Loaded(version, files, shell(page, version, raw));
        } catch (IOException e) {
            throw new UncheckedIOException("the files of the web console cannot be read", e);
        }
    }

    private static void shipped(Map<String, byte[]> raw) throws IOException {
        URL index = WebFiles.class.getResource("/console/web/index.html");
        if (index == null) {
            throw new IllegalStateException("console/web is not on the class path");
        }
        URI place;
        try {
            place = index.toURI();
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
        if (place.getScheme().equals("file")) {
            walk(Path.of(place).resolveSibling(""), raw);
            return;
        }
        String text = place.toString();
        URI jar = URI.create(text.substring("jar:".length(), text.indexOf("!/")));
        try (FileSystem inside = FileSystems.newFileSystem(Path.of(jar))) {
            walk(inside.getPath("/console/web"), raw);
        }
    }

    private static void walk(Path root, Map<String, byte[]> raw) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(path).toString().replace('\\', '/');
                if (TYPES.containsKey(extension(name))) {
                    raw.put(name, Files.readAllBytes(path));
                }
            }
        }
    }

    private static byte[] library(Library library) throws IOException {
        Properties facts = new Properties();
        String maven = "/META-INF/maven/org.webjars.npm/" + library.jar + "/pom.properties";
        try (InputStream in = WebFiles.class.getResourceAsStream(maven)) {
            if (in == null) {
                throw missing(library);
            }
            facts.load(in);
        }
        String path =
                "/META-INF/resources/webjars/"
                        + library.jar
                        + "/"
                        + facts.getProperty("version")
                        + "/"
                        + library.file;
        try (InputStream in = WebFiles.class.getResourceAsStream(path)) {
            if (in == null) {
                throw missing(library);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            // The maps are not shipped: a browser's tools would ask in vain.
            return text.replaceAll("(?m)^//# sourceMappingURL=.*$", "")
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    private static IllegalStateException missing(Library library) {
        return new IllegalStateException(
                library.jar + " is not on the class path: the web console imports it");
    }

    private static WebFile file(String path, byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(bytes.length / 2 + 64);
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new WebFile(
                TYPES.getOrDefault(extension(path), "application/octet-stream"),
                bytes,
                packed.size() < bytes.length ? packed.toByteArray() : new byte[0]);
    }

    private static Shell shell(byte[] page, String version, Map<String, byte[]> files) {
        String base = "/" + PREFIX + "/" + version + "/";
        StringBuilder imports = new StringBuilder("{\"imports\":{");
        for (Library library : LIBRARIES) {
            if (!library.name.isEmpty()) {
                imports.append(imports.charAt(imports.length() - 1) == '{' ? "" : ",")
                        .append('"')
                        .append(library.name)
                        .append("\":\"")
                        .append(base)
                        .append(library.address())
                        .append('"');
            }
        }
        imports.append("}}");
        StringBuilder preloads = new StringBuilder();
        for (String module : new ModuleGraph(files, named()).neededBy("app.js")) {
            preloads.append("<link rel=\"modulepreload\" href=\"")
                    .append(base)
                    .append(module)
                    .append("\">\n");
        }
        String html =
                new String(page, StandardCharsets.UTF_8)
                        .replace("{{imports}}", imports)
                        .replace("{{preloads}}\n", preloads)
                        .replace("{{base}}", base);
        String policy =
                "default-src 'none'; script-src 'self' "
                        + Html.source(imports.toString())
                        + "; style-src 'self'; img-src 'self' blob:; connect-src 'self'; frame-src 'self';"
                        + " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                        + " require-trusted-types-for 'script';"
                        + " trusted-types 'none'";
        return new Shell(html, policy);
    }

    private static Map<String, String> named() {
        return LIBRARIES.stream()
                .filter(library -> !library.name.isEmpty())
                .collect(Collectors.toMap(Library::name, Library::address));
    }

    private static String version(Map<String, byte[]> files, byte[] page) {
        MessageDigest digest = Sha256.begin();
        files.forEach(
                (path, content) -> {
                    digest.update(bytes(path));
                    digest.update(Sha256.begin().digest(content));
                });
        digest.update(page);
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    private static String extension(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
