package dev.weir.bench.peers;

import dev.weir.bench.mock.MockMain;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The mock provider in a process of its own.
 *
 * @param process the child
 * @param port where it listens
 */
public record Mock(ChildProcess process, int port) implements AutoCloseable {
    /** Starts it with the benchmark's own Java and class path. */
    public static Mock start(Path directory) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        ChildProcess child =
                ChildProcess.start(
                        "mock",
                        directory,
                        Map.of(),
                        true,
                        List.of(
                                java.toString(),
                                "-Xmx512m",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                MockMain.class.getName()));
        String line = child.output().readLine();
        if (line == null) {
            child.await(5);
            child.checkAlive();
            throw new IOException("the mock provider said nothing");
        }
        return new Mock(child, Integer.parseInt(line));
    }

    @Override
    public void close() {
        process.close();
    }
}
