package dev.weir.bench.report;

import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Figures as JSON: what pages and charts are rendered from, and nothing else. */
public final class RawFigures {

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private RawFigures() {}

    public static String text(Object figures) {
        return JSON.writeValueAsString(figures);
    }

    public static void write(Path file, Object figures) throws IOException {
        Files.writeString(file, text(figures) + "\n");
    }

    /**
     * Figures that were written.
     *
     * @throws IOException where the file is not there
     */
    public static <T> T read(Path file, Class<T> type) throws IOException {
        return JSON.readValue(Files.readString(file), type);
    }
}
