package dev.weir.bench.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A process that the benchmark has started. What it says on standard error goes to a file; standard
 * output is read by whoever started it, or goes to the same file. Ends with {@link #close}, and
 * with the benchmark at the latest.
 */
public final class ChildProcess implements AutoCloseable {
    private static final int GRACE_SECONDS = 20;

    private final String name;
    private final Process process;
    private final Path log;
    private final Thread hook;

    private ChildProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.hook = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Starts a command.
     *
     * @param directory for its log, {@code NAME.log}
     * @param environment added to the benchmark's own
     * @param readOutput whether its standard output will be read
     */
    public static ChildProcess start(
            String name,
            Path directory,
            Map<String, String> environment,
            boolean readOutput,
            List<String> command)
            throws IOException {
        Path log = directory.resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        if (!readOutput) {
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        }
        return new ChildProcess(name, builder.start(), log);
    }

    String name() {
        return name;
    }

    /** Its standard output, if it was started to be read. */
    public BufferedReader output() {
        return process.inputReader();
    }

    /**
     * Waits for a line of its standard output, which it must have been started to be read from;
     * what it says after that is read and dropped.
     *
     * @throws IOException if it ends before, or does not say it in time
     */
    public String awaitLine(String beginning, Duration limit) throws IOException {
        CompletableFuture<String> found = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> readLines(beginning, found));
        try {
            return found.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new IOException(name + " did not say '" + beginning + "' in " + limit, late);
        } catch (ExecutionException ended) {
            await(GRACE_SECONDS);
            checkAlive();
            throw new IOException(name + " said no '" + beginning + "'", ended);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + name, stop);
        }
    }

    private void readLines(String beginning, CompletableFuture<String> found) {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(beginning)) {
                    found.complete(line);
                }
            }
            found.completeExceptionally(new IOException("end of output"));
        } catch (IOException unreadable) {
            found.completeExceptionally(unreadable);
        }
    }

    /** What it and its children have used so far. */
    Usage usageOfTree() {
        return Usage.of(
                Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList());
    }

    /** What it alone has used so far. */
    Usage usage() {
        return Usage.of(List.of(process.toHandle()));
    }

    /**
     * Waits for its end.
     *
     * @return its exit status
     * @throws IOException if it does not end in time
     */
    public int await(int seconds) throws IOException {
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                throw new IOException(name + " did not end in " + seconds + " s");
            }
            return process.exitValue();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + name, stop);
        }
    }

    void checkAlive() throws IOException {
        if (!process.isAlive()) {
            throw new IOException(
                    name + " ended with status " + process.exitValue() + ":\n" + lastWords());
        }
    }

    private String lastWords() {
        try {
            String said = Files.readString(log);
            return said.substring(Math.max(0, said.length() - 2000));
        } catch (IOException unreadable) {
            return "(no log)";
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            await(GRACE_SECONDS);
        } catch (IOException stuck) {
            process.destroyForcibly();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException endingAnyway) {
            // The hook is running already.
        }
        try {
            process.getOutputStream().close();
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }
}
