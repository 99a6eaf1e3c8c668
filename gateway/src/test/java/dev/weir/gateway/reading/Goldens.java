package dev.weir.gateway.reading;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files of the project that tests write and then hold: with {@code -Dweir.goldens=write} a test
 * writes what it finds, otherwise it compares.
 */
final class Goldens {

    private Goldens() {}

    static boolean writing() {
        return System.getProperty("weir.goldens", "").equals("write");
    }

    /** A file below the project's root. */
    static Path file(String path) {
        return Path.of(System.getProperty("weir.root", ".."), path);
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
