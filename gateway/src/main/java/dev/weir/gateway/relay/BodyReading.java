package dev.weir.gateway.relay;

import dev.weir.core.dialect.BodyScan;
import dev.weir.core.dialect.ErrorCode;
import dev.weir.core.dialect.Refusal;
import dev.weir.core.redaction.Redaction;
import dev.weir.core.redaction.Redactor;
import dev.weir.gateway.content.ContentDecoding;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * A whole request body, read for the rules.
 *
 * @param scan what it says
 * @param plain the body without its codings and without what was found
 * @param found how often what was replaced, by the words of the kinds
 * @param decoded bytes of it without its codings
 * @param taken bytes of room taken, to be given back
 * @param refusal why it cannot be read, null where all is well
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record BodyReading(
        BodyScan scan,
        byte[] plain,
        Map<String, Long> found,
        long decoded,
        long taken,
        @Nullable Refusal refusal) {

    private static final int STEP = 64 << 10;

    /**
     * Reads a body. Takes long for a large one: not on an event loop.
     *
     * @param codings in the order in which they were applied
     * @param redaction what is replaced, null for nothing
     * @param text true where the body says that it is text; else only JSON is redacted, by its
     *     first byte, whatever it says
     * @param most bytes that it may have without its codings
     * @param room where memory is taken from
     */
    static BodyReading of(
            byte[] body,
            List<String> codings,
            @Nullable Redaction redaction,
            boolean text,
            long most,
            HeldBytes room) {
        BodyScan scan = new BodyScan();
        ByteArrayOutputStream plain = new ByteArrayOutputStream(body.length + 64);
        Redactor redactor = redaction == null || !text ? null : redaction.redactor(true);
        boolean open = redaction != null && !text;
        long decoded = 0;
        long taken = 0;
        byte[] step = new byte[STEP];
        try (InputStream in =
                codings.isEmpty()
                        ? new ByteArrayInputStream(body)
                        : ContentDecoding.decode(new ByteArrayInputStream(body), codings, most)) {
            for (int count = in.read(step, 0, STEP); count >= 0; count = in.read(step, 0, STEP)) {
                if (!room.take(count)) {
                    room.give(taken);
                    return refused(
                            ErrorCode.OVERLOADED, "too many request bodies wait for a decision");
                }
                taken += count;
                decoded += count;
                int first = open && redaction != null ? firstSign(step, count) : -1;
                if (first >= 0 && redaction != null) {
                    open = false;
                    redactor = isJson(step[first]) ? redaction.redactor(true) : null;
                }
                if (redactor == null) {
                    plain.write(step, 0, count);
                } else {
                    redactor.feed(step, 0, count, plain::write);
                }
            }
        } catch (ContentDecoding.TooLong e) {
            room.give(taken);
            return refused(
                    ErrorCode.BODY_TOO_LARGE,
                    "the request body is larger than "
                            + most
                            + " bytes once its content-encoding is undone");
        } catch (IOException e) {
            room.give(taken);
            return refused(
                    ErrorCode.UNSUPPORTED_ENCODING,
                    "the request body is not "
                            + String.join(", ", codings)
                            + " as its content-encoding says, and a rule must read it");
        }
        Map<String, Long> found = Map.of();
        if (redactor != null) {
            redactor.end(plain::write);
            found = redactor.findings().counts();
        }
        byte[] bytes = plain.toByteArray();
        scan.feed(ByteBuffer.wrap(bytes));
        return new BodyReading(scan, bytes, found, decoded, taken, null);
    }

    /**
     * Where the first byte is that is neither white space nor of a byte order mark; -1: nowhere.
     */
    private static int firstSign(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            switch (bytes[i]) {
                case ' ', '\t', '\r', '\n', (byte) 0xEF, (byte) 0xBB, (byte) 0xBF -> {}
                default -> {
                    return i;
                }
            }
        }
        return -1;
    }

    private static boolean isJson(byte first) {
        return first == '{' || first == '[';
    }

    private static BodyReading refused(ErrorCode code, String why) {
        return new BodyReading(new BodyScan(), new byte[0], Map.of(), 0, 0, new Refusal(code, why));
    }
}
