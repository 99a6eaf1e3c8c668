package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Checks the web console's modules with the TypeScript compiler, against the types of the libraries
 * and those made from the OpenAPI file: a member that the API does not have is an error here. The
 * compiler comes from a web jar, and runs in the browser driver's own runtime.
 */
class WebTypesTest {

    private static final Path WEB = web();

    @TempDir Path directory;

    static Path web() {
        String root = System.getProperty("weir.root", "..");
        return Path.of(root).resolve("gateway/src/main/web").toAbsolutePath().normalize();
    }

    @Test
    void theTypesAreThoseOfTheApi() throws IOException {
        byte[] api = Health.resource("openapi.json");
        String types = ApiTypes.of(new JsonMapper().readTree(api));
        Path file = WEB.resolve("types/api.d.ts");
        if (Boolean.getBoolean("weir.write")) {
            Files.writeString(file, types);
        }
        assertThat(Files.readString(file))
                .as("types/api.d.ts is older than openapi.json: -Dweir.write=true writes it anew")
                .isEqualTo(types);
    }

    @Test
    void everyModuleKeepsItsTypes() throws Exception {
        unpack("typescript", "lib");
        unpack("preact", "");
        unpack("chart.js", "dist");
        Files.writeString(
                directory.resolve("tsconfig.json"),
                """
                {
                  "compilerOptions": {
                    "target": "es2023", "lib": ["es2023", "dom", "dom.iterable"], "module": "esnext",
                    "moduleResolution": "bundler", "checkJs": true, "allowJs": true, "noEmit": true,
                    "strict": true, "noImplicitReturns": true, "noFallthroughCasesInSwitch": true,
                    "skipLibCheck": true, "types": [],
                    "paths": {
                      "preact": ["./preact/src/index.d.ts"],
                      "preact/hooks": ["./preact/hooks/src/index.d.ts"],
                      "chart.js": ["./chart.js/dist/types.d.ts"],
                      "@kurkle/color": ["./nothing.d.ts"]
                    }
                  },
                  "include": ["%s/**/*.js", "%s/**/*.d.ts"]
                }
                """
                        .formatted(WEB, WEB));
        Process compiler =
                new ProcessBuilder(
                                node(),
                                directory.resolve("typescript/lib/tsc.js").toString(),
                                "-p",
                                directory.toString())
                        .redirectErrorStream(true)
                        .start();
        String said;
        try (InputStream out = compiler.getInputStream()) {
            said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(compiler.waitFor()).as(said).isZero();
    }

    /** The JavaScript runtime that comes with the browser driver. */
    private static String node() throws Exception {
        var driver =
                com.microsoft.playwright.impl.driver.Driver.ensureDriverInstalled(
                        Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"), false);
        return driver.createProcessBuilder().command().getFirst();
    }

    private void unpack(String jar, String folder) throws IOException {
        Properties facts = new Properties();
        String maven = "/META-INF/maven/org.webjars.npm/" + jar + "/pom.properties";
        URL place = WebTypesTest.class.getResource(maven);
        assertThat(place).as(jar).isNotNull();
        try (InputStream in = place.openStream()) {
            facts.load(in);
        }
        String text = place.toString();
        URI file = URI.create(text.substring("jar:".length(), text.indexOf("!/")));
        String root =
                "/META-INF/resources/webjars/" + jar + "/" + facts.getProperty("version") + "/";
        try (FileSystem inside = FileSystems.newFileSystem(Path.of(file));
                Stream<Path> paths = Files.walk(inside.getPath(root + folder))) {
            List<Path> wanted =
                    paths.filter(Files::isRegularFile)
                            .filter(path -> !path.toString().endsWith(".map"))
                            .toList();
            for (Path path : wanted) {
                Path target =
                        directory
                                .resolve(jar)
                                .resolve(inside.getPath(root).relativize(path).toString());
                Files.createDirectories(target.getParent());
                Files.copy(path, target);
            }
        }
    }
}
