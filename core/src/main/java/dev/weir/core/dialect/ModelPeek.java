package dev.weir.core.dialect;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.async.ByteBufferFeeder;
import tools.jackson.core.json.JsonFactory;

import java.nio.ByteBuffer;

/**
 * Reads the members {@code model} and {@code stream} at the top of a JSON request while its pieces
 * pass, and nothing else: at most 64 KiB, at most 512 levels deep. The first member of a name
 * counts. What is no JSON object has neither. Not thread-safe.
 */
public final class ModelPeek implements AutoCloseable {

    private static final int MOST_BYTES = 64 << 10;
    private static final int MOST_LEVELS = 512;
    private static final int LONGEST_MODEL = 256;

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(MOST_LEVELS)
                                    .maxNumberLength(64)
                                    .maxStringLength(MOST_BYTES)
                                    .maxNameLength(MOST_BYTES)
                                    .build())
                    .build();

    private final JsonParser parser =
            JSON.createNonBlockingByteBufferParser(ObjectReadContext.empty());
    private int bytes;
    private int depth;
    private String member = "";
    private @Nullable String model;
    private @Nullable Boolean stream;
    private boolean done;

    /** True where no further piece changes anything. */
    public boolean done() {
        return done;
    }

    /** Reads a piece from position to limit; the buffer is left untouched. */
    public void feed(ByteBuffer piece) {
        int length = Math.min(piece.remaining(), MOST_BYTES - bytes);
        if (done || length == 0) {
            return;
        }
        bytes += length;
        try {
            ((ByteBufferFeeder) parser.nonBlockingInputFeeder())
                    .feedInput(piece.slice(piece.position(), length));
            read();
        } catch (JacksonException e) {
            // What is not JSON names no model; what was found before the fault stands.
            done = true;
        }
        if (bytes == MOST_BYTES) {
            done = true;
        }
    }

    private void read() {
        while (!done) {
            JsonToken token = parser.nextToken();
            if (token == null || token == JsonToken.NOT_AVAILABLE) {
                return;
            }
            switch (token) {
                case START_OBJECT, START_ARRAY -> open(token);
                case END_OBJECT, END_ARRAY -> done = --depth == 0;
                case PROPERTY_NAME -> member = depth == 1 ? parser.currentName() : "";
                default -> value(token);
            }
        }
    }

    private void open(JsonToken token) {
        if (depth++ == 0 && token == JsonToken.START_ARRAY) {
            done = true;
        }
    }

    private void value(JsonToken token) {
        if (depth == 0) {
            done = true;
        } else if (depth == 1 && model == null && member.equals("model")) {
            String text = token == JsonToken.VALUE_STRING ? parser.getString() : "";
            model = text.substring(0, Math.min(text.length(), LONGEST_MODEL));
        } else if (depth == 1 && stream == null && member.equals("stream")) {
            stream = token == JsonToken.VALUE_TRUE;
        }
        done |= model != null && stream != null;
    }

    /** The model named, at most 256 characters of it; null where none was found. */
    public @Nullable String model() {
        return model == null || model.isEmpty() ? null : model;
    }

    /** True where a stream was asked for. */
    public boolean stream() {
        return Boolean.TRUE.equals(stream);
    }

    @Override
    public void close() {
        done = true;
        parser.close();
    }
}
