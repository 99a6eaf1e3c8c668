package dev.weir.bench.mock;

import dev.weir.bench.http.Prose;

import io.netty.buffer.ByteBuf;

import java.nio.charset.StandardCharsets;

/** What the mock provider says, whatever the protocol. Not thread-safe. */
final class Texts {
    private static final byte[] BEFORE_TEXT =
            ascii(
                    "{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion\",\"model\":\"mock-1\",\"choices\":"
                            + "[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":\"");
    private static final byte[] AFTER_TEXT =
            ascii(
                    "\"}}],\"usage\":{\"prompt_tokens\":900,\"completion_tokens\":400,\"total_tokens\":1300}}");
    private static final byte[] BEFORE_DELTA =
            ascii(
                    "data: {\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"model\":\"mock-1\","
                            + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"");
    private static final byte[] AFTER_DELTA = ascii("\"}}],\"ns\":");
    private static final byte[] AFTER_STAMP = ascii("}\n\n");
    private static final int DELTA = 12;

    /** The last event of a stream. */
    static final byte[] LAST_EVENT = ascii("data: [DONE]\n\n");

    private final Prose prose;

    Texts(Prose prose) {
        this.prose = prose;
    }

    /** Appends a whole answer of exactly that many bytes; JSON where they are enough. */
    void whole(ByteBuf out, int bytes) {
        int text = bytes - BEFORE_TEXT.length - AFTER_TEXT.length;
        if (text < 0) {
            prose.write(out, bytes);
        } else {
            out.writeBytes(BEFORE_TEXT);
            prose.write(out, text);
            out.writeBytes(AFTER_TEXT);
        }
    }

    /**
     * How long the next event is.
     *
     * @param stamp of {@link #event}
     */
    static int eventLength(byte[] stamp) {
        return BEFORE_DELTA.length + DELTA + AFTER_DELTA.length + stamp.length + AFTER_STAMP.length;
    }

    /** The clock now, as an event carries it. */
    static byte[] stamp() {
        return ascii(Long.toString(System.nanoTime()));
    }

    /** Appends an event. */
    void event(ByteBuf out, byte[] stamp) {
        out.writeBytes(BEFORE_DELTA);
        prose.write(out, DELTA);
        out.writeBytes(AFTER_DELTA);
        out.writeBytes(stamp);
        out.writeBytes(AFTER_STAMP);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
