package dev.weir.bench.peers;

import dev.weir.bench.load.Target;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Weir as a user starts it: {@code ./weir serve}, recording in full. */
public final class Weir implements Peer {
    private final ChildProcess process;
    private final int port;
    private final URI console;
    private final double startMillis;

    private Weir(ChildProcess process, int port, URI console, double startMillis) {
        this.process = process;
        this.port = port;
        this.console = console;
        this.startMillis = startMillis;
    }

    /** The script in the given directory or one above it, if there is one. */
    public static Optional<Path> find(Path from) {
        for (Path at = from.toAbsolutePath(); at != null; at = at.getParent()) {
            Path script = at.resolve("weir");
            if (Files.isExecutable(script) && Files.isRegularFile(at.resolve("pom.xml"))) {
                return Optional.of(script);
            }
        }
        return Optional.empty();
    }

    /**
     * Starts it in front of the provider and waits until it is ready.
     *
     * @param directory for its data and log
     * @param jvmOptions for the Java machine it runs on, empty for none
     */
    public static Weir start(Path script, Path directory, int providerPort, String jvmOptions)
            throws IOException {
        int port = Loopback.freePort();
        int consolePort = Loopback.freePort();
        List<String> command = new ArrayList<>();
        command.add(script.toString());
        command.add("serve");
        command.addAll(List.of("--listen", "127.0.0.1:" + port));
        command.addAll(List.of("--console", "127.0.0.1:" + consolePort));
        command.addAll(List.of("--data", directory.resolve("weir-data").toString()));
        command.addAll(List.of("--provider", "mock=http://127.0.0.1:" + providerPort));
        Map<String, String> environment =
                jvmOptions.isEmpty() ? Map.of() : Map.of("WEIR_JAVA_OPTS", jvmOptions);
        long began = System.nanoTime();
        ChildProcess process = ChildProcess.start("weir", directory, environment, false, command);
        try {
            Loopback.awaitListener(port, process, Duration.ofMinutes(3));
            double startMillis = (System.nanoTime() - began) / 1e6;
            Loopback.awaitListener(consolePort, process, Duration.ofSeconds(30));
            return new Weir(
                    process, port, URI.create("http://127.0.0.1:" + consolePort), startMillis);
        } catch (IOException notReady) {
            process.close();
            throw notReady;
        }
    }

    /** The address of its read API. */
    public URI console() {
        return console;
    }

    /** Milliseconds from the start of the process to the first connection accepted. */
    public double startMillis() {
        return startMillis;
    }

    @Override
    public String name() {
        return "weir";
    }

    @Override
    public Target target() {
        return new Target(Loopback.at(port), "/mock");
    }

    @Override
    public Usage usage() {
        // Alone: the script may have left a training run for the class cache below it.
        return process.usage();
    }

    @Override
    public void close() {
        process.close();
    }
}
