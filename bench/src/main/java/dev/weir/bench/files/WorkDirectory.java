package dev.weir.bench.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A new directory that is gone, with all that is in it, when it is closed. What cannot be deleted
 * stays and is named on stderr: it shall not take with it what was measured.
 *
 * @param path where it is
 */
public record WorkDirectory(Path path) implements AutoCloseable {

    /** Makes one among the system's temporary files. */
    public static WorkDirectory make() throws IOException {
        return new WorkDirectory(Files.createTempDirectory("weir-bench-"));
    }

    @Override
    public void close() {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println(path + " could not be deleted: " + e);
        }
    }
}
