package dev.weir.gateway.e2e;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The real {@code weir} script, laid out as after a build. Only its Java is a stand-in: it starts
 * the real one on this test's class path, so that what was compiled is what is tested. Commands
 * have a home of their own; nothing of the user's is read or written.
 */
final class InstalledWeir {

    private static final String MAIN = "dev.weir.gateway.cli.Main";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path directory;
    private final Path script;

    private InstalledWeir(Path directory, Path script) {
        this.directory = directory;
        this.script = script;
    }

    /** Lays it out in an empty directory. */
    static InstalledWeir in(Path directory) throws IOException {
        Path root = Files.createDirectories(directory.resolve("a place"));
        Path script = root.resolve("weir");
        Files.copy(Path.of(System.getProperty("weir.root"), "weir"), script);
        Path target = root.resolve("gateway/target/weir");
        Files.createDirectories(target.resolve("lib"));
        Files.createFile(target.resolve("lib/weir-gateway.jar"));
        Path home = directory.resolve("jdk");
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"25\"\n");
        Path java = home.resolve("bin/java");
        Files.writeString(
                java,
                String.join(
                        "\n",
                        "#!/bin/sh",
                        "echo $$ >>'" + directory.resolve("pids") + "'",
                        "while [ \"$1\" != " + MAIN + " ]; do shift; done",
                        "exec '"
                                + Path.of(System.getProperty("java.home"), "bin", "java")
                                + "' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \\",
                        "  --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \\",
                        "  '-Dweir.script=" + script + "' \\",
                        "  -cp '" + System.getProperty("java.class.path") + "' \"$@\"",
                        ""));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        // A cache that fits, so that no training is started.
        Files.writeString(target.resolve("weir.aot"), "classes");
        Files.writeString(target.resolve("weir.aot.for"), home + "\n");
        Files.setLastModifiedTime(
                target.resolve("weir.aot.for"), FileTime.from(Instant.now().plusSeconds(60)));
        Files.createDirectories(directory.resolve("home"));
        return new InstalledWeir(directory, script);
    }

    /** The data directory where no flag says otherwise. */
    Path data() {
        return directory.resolve("home/data");
    }

    /** The processes that were started here and go on. */
    List<ProcessHandle> running() throws IOException {
        return Files.readAllLines(directory.resolve("pids")).stream()
                .map(Long::parseLong)
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .filter(ProcessHandle::isAlive)
                .toList();
    }

    /**
     * What a command that has ended left.
     *
     * @param code the exit status; 128 and more for a signal, as in a shell
     */
    record Ended(int code, String out, String err) {}

    /** Runs a command to its end. */
    Ended run(String... words) throws IOException, InterruptedException {
        return runWith("", words);
    }

    /** Runs a command to its end with that on its standard input. */
    Ended runWith(String input, String... words) throws IOException, InterruptedException {
        Path out = Files.createTempFile(directory, "out", "");
        Path err = Files.createTempFile(directory, "err", "");
        Process process =
                builder(words).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It did not read it all, which is its right.
        }
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(List.of(words) + " did not end:\n" + Files.readString(err));
        }
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private ProcessBuilder builder(String... words) {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", script.toString());
        builder.command().addAll(List.of(words));
        builder.directory(directory.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("WEIR_"));
        builder.environment().put("WEIR_JAVA_HOME", directory.resolve("jdk").toString());
        builder.environment().put("WEIR_HOME", data().toString());
        builder.environment().put("HOME", directory.resolve("home").toString());
        return builder;
    }

    /** Starts a command that goes on: {@code serve} or {@code tail}. */
    Live start(String... words) throws IOException {
        Path err = Files.createTempFile(directory, "err", "");
        return new Live(builder(words).redirectError(err.toFile()).start(), err);
    }

    /** A command that goes on. */
    static final class Live implements AutoCloseable {

        private final Process process;
        private final BufferedReader out;
        private final Path err;

        private Live(Process process, Path err) {
            this.process = process;
            this.err = err;
            this.out =
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.UTF_8));
        }

        /** Its next line on standard output; fails where it ends instead. */
        String line() throws IOException {
            @Nullable String line = out.readLine();
            if (line == null) {
                throw new AssertionError("it ended and said:\n" + Files.readString(err));
            }
            return line;
        }

        /** All that it still writes to standard output until it ends. */
        List<String> rest() {
            return out.lines().toList();
        }

        String err() throws IOException {
            return Files.readString(err);
        }

        /** SIGTERM; what it has written and still writes can be read. */
        void terminate() {
            process.toHandle().destroy();
        }

        int awaitExit() throws InterruptedException, IOException {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("it goes on:\n" + err());
            }
            return process.exitValue();
        }

        @Override
        public void close() {
            process.destroy();
            try {
                if (!process.waitFor(20, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The port in {@code name=URL} of a ready line. */
    static int port(String ready, String name) {
        int from = ready.indexOf(name + "=") + name.length() + 1;
        int to = ready.indexOf(' ', from);
        return URI.create(to < 0 ? ready.substring(from) : ready.substring(from, to)).getPort();
    }
}
