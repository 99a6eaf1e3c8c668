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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Weir as a user starts it: {@code ./weir serve}, recording in full. */
public final class Weir implements Peer {
    private static final String HTTP1 = "mock";
    private static final String HTTP2 = "mock2";
    private static final Pattern READY = Pattern.compile("proxy=(\\S+) console=(\\S+)");

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
        List<String> command = command(script, directory);
        String provider = "=http://127.0.0.1:" + providerPort;
        // What is measured is passing and recording; reading is behind it and has figures of its
        // own.
        command.addAll(List.of("--set", "derive=false"));
        command.addAll(List.of("--provider", HTTP1 + provider, "--provider", HTTP2 + provider));
        command.addAll(List.of("--set", "providers." + HTTP2 + ".http2=true"));
        return start(command, directory, jvmOptions);
    }

    /** Starts it over what is in its data there, to be read. */
    public static Weir reading(Path script, Path directory) throws IOException {
        return start(command(script, directory), directory, "");
    }

    private static List<String> command(Path script, Path directory) {
        List<String> command = new ArrayList<>();
        command.add(script.toString());
        command.add("serve");
        command.addAll(List.of("--listen", "127.0.0.1:0"));
        command.addAll(List.of("--console", "127.0.0.1:0"));
        command.addAll(List.of("--data", data(directory).toString()));
        return command;
    }

    private static Weir start(List<String> command, Path directory, String jvmOptions)
            throws IOException {
        Map<String, String> environment =
                jvmOptions.isEmpty() ? Map.of() : Map.of("WEIR_JAVA_OPTS", jvmOptions);
        long began = System.nanoTime();
        ChildProcess process = ChildProcess.start("weir", directory, environment, true, command);
        try {
            Matcher ready = READY.matcher(process.awaitLine("weir ready", Duration.ofMinutes(3)));
            double startMillis = (System.nanoTime() - began) / 1e6;
            if (!ready.find()) {
                throw new IOException("weir's ready line was not understood");
            }
            return new Weir(
                    process,
                    URI.create(ready.group(1)).getPort(),
                    URI.create(ready.group(2)),
                    startMillis);
        } catch (IOException notReady) {
            process.close();
            throw notReady;
        }
    }

    /** The address of its read API. */
    public URI console() {
        return console;
    }

    /** Milliseconds from the start of the script to its ready line. */
    public double startMillis() {
        return startMillis;
    }

    @Override
    public String name() {
        return "weir";
    }

    @Override
    public Target target() {
        return new Target(Loopback.at(port), "/" + HTTP1);
    }

    /** The same provider, spoken to with HTTP/2. */
    public Target targetOverHttp2() {
        return new Target(Loopback.at(port), "/" + HTTP2);
    }

    /** Where it keeps its data, started in that directory. */
    public static Path data(Path directory) {
        return directory.resolve("weir-data");
    }

    @Override
    public boolean settled() throws IOException {
        return new Records(console).lag() == 0;
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
