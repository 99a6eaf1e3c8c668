package dev.weir.core.reading.sse;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.CRC32;

/**
 * AWS event streams ({@code application/vnd.amazon.eventstream}): binary frames of total length,
 * length of the headers, checksum of these two, headers, payload, checksum of all. The event's name
 * is the header {@code :event-type}, or {@code :exception-type} of an exception, which is a {@link
 * StreamEvent#fault}. Behind a frame with a wrong checksum nothing can be trusted: it ends the
 * stream.
 */
public final class AwsFraming implements Framing {

    private static final int PRELUDE = 12;
    private static final int LEAST = PRELUDE + 4;
    private static final int LONGEST_FRAME = 24 << 20;

    private final Buffer frame = new Buffer(LONGEST_EVENT);
    private boolean broken;
    private long damaged;
    private long unfinished;

    @Override
    public void feed(byte[] bytes, int offset, int length, Consumer<StreamEvent> events) {
        int from = offset;
        int end = offset + length;
        while (from < end && !broken) {
            int wanted = frame.length() < PRELUDE ? PRELUDE : total();
            int taken = Math.min(end - from, wanted - frame.length());
            frame.add(bytes, from, taken);
            from += taken;
            if (frame.length() == PRELUDE && !preludeHolds()) {
                broken = true;
                damaged++;
            } else if (frame.length() > PRELUDE && frame.length() == total()) {
                dispatch(events);
                frame.clear();
            }
        }
        unfinished += end - from;
    }

    private int total() {
        return ByteBuffer.wrap(frame.bytes()).getInt(0);
    }

    private boolean preludeHolds() {
        ByteBuffer prelude = ByteBuffer.wrap(frame.bytes());
        int total = prelude.getInt(0);
        int headers = prelude.getInt(4);
        return total >= LEAST
                && total <= LONGEST_FRAME
                && headers >= 0
                && headers <= total - LEAST
                && crc(8) == prelude.getInt(8);
    }

    private int crc(int length) {
        CRC32 crc = new CRC32();
        crc.update(frame.bytes(), 0, length);
        return (int) crc.getValue();
    }

    private void dispatch(Consumer<StreamEvent> events) {
        int total = frame.length();
        ByteBuffer all = ByteBuffer.wrap(frame.bytes(), 0, total);
        if (crc(total - 4) != all.getInt(total - 4)) {
            broken = true;
            damaged++;
            return;
        }
        int headersEnd = PRELUDE + all.getInt(4);
        Map<String, String> headers = headers(all.slice(PRELUDE, headersEnd - PRELUDE));
        String message = headers.getOrDefault(":message-type", "event");
        String type =
                headers.getOrDefault(
                        ":event-type",
                        headers.getOrDefault(
                                ":exception-type", headers.getOrDefault(":error-code", "")));
        events.accept(
                new StreamEvent(
                        type, "", frame.copy(headersEnd, total - 4), !message.equals("event")));
    }

    /** The headers that are strings; the others are passed over. */
    private Map<String, String> headers(ByteBuffer bytes) {
        Map<String, String> headers = new HashMap<>();
        while (bytes.hasRemaining()) {
            String name = string(bytes, bytes.get() & 0xFF);
            if (!bytes.hasRemaining()) {
                return headers;
            }
            int type = bytes.get();
            int fixed =
                    switch (type) {
                        case 0, 1 -> 0;
                        case 2 -> 1;
                        case 3 -> 2;
                        case 4 -> 4;
                        case 5, 8 -> 8;
                        case 9 -> 16;
                        case 6, 7 ->
                                bytes.remaining() < 2
                                        ? Integer.MAX_VALUE
                                        : bytes.getShort() & 0xFFFF;
                        default -> Integer.MAX_VALUE;
                    };
            if (fixed > bytes.remaining()) {
                damaged++;
                return headers;
            }
            String value = string(bytes, fixed);
            if (type == 7) {
                headers.put(name, value);
            }
        }
        return headers;
    }

    private static String string(ByteBuffer bytes, int length) {
        byte[] text = new byte[Math.min(length, bytes.remaining())];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    @Override
    public void end(Consumer<StreamEvent> events) {
        unfinished += frame.length();
    }

    @Override
    public Tally tally() {
        return new Tally(0, 0, damaged, unfinished);
    }
}
