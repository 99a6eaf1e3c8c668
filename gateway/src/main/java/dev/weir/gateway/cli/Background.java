package dev.weir.gateway.cli;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Starts {@code weir serve} so that it outlives the command and its terminal. It ignores the
 * signals of the keyboard and of a closed terminal; SIGTERM drains it as ever.
 */
final class Background {

    private static final long READY_SECONDS = 15;

    private final Io io;

    private final String script;

    /**
     * @param script the {@code weir} script; empty where it did not start this program
     */
    Background(Io io, String script) {
        this.io = io;
        this.script = script;
    }

    /**
     * Starts it and waits until it answers.
     *
     * @param api where it will answer
     * @param data its data directory, where its messages go
     * @param config its configuration file; null for none
     */
    void start(Api api, Path data, @Nullable Path config) throws IOException, InterruptedException {
        if (script.isEmpty()) {
            throw new CliFailure(
                    "Weir is not running at " + api.server() + ".",
                    "Start it with './weir serve'.");
        }
        Path log = log(data);
        ProcessBuilder builder =
                new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        "trap '' INT HUP QUIT TSTP; exec \"$0\" serve \"$@\"",
                        script);
        if (config != null) {
            builder.command().addAll(List.of("--config", config.toAbsolutePath().toString()));
        }
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.redirectErrorStream(true);
        Process process = builder.start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
        while (!api.isLive()) {
            boolean ended = process.waitFor(50, TimeUnit.MILLISECONDS);
            if (ended && !answersSoon(api) || System.nanoTime() > deadline) {
                throw new CliFailure(
                        ended
                                ? "Weir was started and ended at once: " + lastLine(log)
                                : "Weir was started and does not answer after "
                                        + READY_SECONDS
                                        + " s.",
                        "See " + log + ", and 'weir doctor'.");
            }
        }
        io.err().println(io.dim("weir: ") + "started; its messages are in " + log);
    }

    /** A second command may have started one at the same moment; then that one counts. */
    private static boolean answersSoon(Api api) throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            if (api.isLive()) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return false;
    }

    private static Path log(Path data) throws IOException {
        if (!Files.isDirectory(data)) {
            Files.createDirectories(
                    data,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
        Path log = data.resolve("serve.log");
        try {
            Files.createFile(
                    log,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            return log;
        }
        return log;
    }

    private static String lastLine(Path log) throws IOException {
        List<String> lines =
                new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> !line.isBlank())
                        .toList();
        return lines.reversed().stream()
                .filter(line -> line.startsWith("weir: "))
                .findFirst()
                .or(() -> lines.isEmpty() ? Optional.empty() : Optional.of(lines.getLast()))
                .map(line -> Plain.line(line.strip()))
                .orElse("it said nothing");
    }
}
