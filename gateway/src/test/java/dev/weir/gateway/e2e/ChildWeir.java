package dev.weir.gateway.e2e;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The program as its users run it: {@code weir serve} in a process of its own, for what needs
 * signals, exit codes or a sudden death. It runs on this test's class path, so that what was
 * compiled is what is tested.
 */
final class ChildWeir implements RunningWeir {

    private static final String MAIN = "dev.weir.gateway.cli.Main";
    private static final Pattern READY =
            Pattern.compile("weir ready proxy=(\\S+) console=(\\S+).*");
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final Process process;
    private final Path data;
    private final Queue<String> output = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Matcher> ready = new CompletableFuture<>();
    private int proxyPort;
    private int consolePort;

    private ChildWeir(Process process, Path data) {
        this.process = process;
        this.data = data;
        read("out", process.getInputStream());
        read("err", process.getErrorStream());
        process.onExit()
                .thenRun(
                        () ->
                                ready.completeExceptionally(
                                        new IllegalStateException(
                                                "weir serve ended with status "
                                                        + process.exitValue())));
    }

    /** Starts it and waits for its ready line. */
    static ChildWeir start(Settings settings, String... jvmOptions)
            throws IOException, InterruptedException {
        Path file =
                settings.write(
                        settings.data()
                                .resolveSibling(settings.data().getFileName() + "-weir.yaml"));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:+UseSerialGC"));
        command.addAll(List.of(jvmOptions));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
        command.addAll(List.of("serve", "--config", file.toString()));
        ChildWeir weir = new ChildWeir(new ProcessBuilder(command).start(), settings.data());
        weir.awaitReady();
        return weir;
    }

    /** Runs one command of the program to its end and gives its status and all its output. */
    static Finished run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MAIN));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Finished(process.waitFor(), output);
    }

    /**
     * @param status the exit status
     * @param output standard output and error together
     */
    record Finished(int status, String output) {}

    private void awaitReady() throws InterruptedException {
        try {
            Matcher line = ready.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
            proxyPort = URI.create(line.group(1)).getPort();
            consolePort = URI.create(line.group(2)).getPort();
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            throw new IllegalStateException("weir serve did not get ready:\n" + output(), e);
        }
    }

    private void read(String name, InputStream stream) {
        Thread.ofVirtual()
                .name("weir-" + name)
                .start(
                        () -> {
                            try (BufferedReader lines =
                                    new BufferedReader(
                                            new InputStreamReader(
                                                    stream, StandardCharsets.UTF_8))) {
                                @Nullable String line;
                                while ((line = lines.readLine()) != null) {
                                    output.add(line);
                                    Matcher match = READY.matcher(line);
                                    if (match.matches()) {
                                        ready.complete(match);
                                    }
                                }
                            } catch (IOException e) {
                                // the process is gone, and its output with it
                            }
                        });
    }

    @Override
    public int proxyPort() {
        return proxyPort;
    }

    @Override
    public int consolePort() {
        return consolePort;
    }

    @Override
    public Path dataDir() {
        return data;
    }

    /** Everything it has written to standard output and error. */
    String output() {
        return String.join("\n", output);
    }

    long pid() {
        return process.pid();
    }

    /** Kills it at once: SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Asks it to stop: SIGTERM. */
    void terminate() {
        process.destroy();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for its end and gives the exit status; fails where it goes on. */
    int awaitExit(Duration atMost) throws InterruptedException {
        if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("weir serve still runs after " + atMost + ":\n" + output());
        }
        return process.exitValue();
    }

    /** Stops it in good order and gives the exit status. */
    int awaitStop() throws InterruptedException {
        terminate();
        return awaitExit(Duration.ofSeconds(45));
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
