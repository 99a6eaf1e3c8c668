package dev.weir.gateway.relay;

import dev.weir.core.exchange.Change;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.vault.Injection;
import dev.weir.core.vault.KeyMask;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;

/**
 * Keeps the key that Weir sent from coming back in the answer: neither the client nor the record
 * gets it, whatever the provider says. One for the answer to one sending.
 */
final class KeyEcho {

    private static final Logger LOG = System.getLogger("weir.relay");

    private final Injection injection;
    private final Tape tape;
    private final RelayMetrics metrics;
    private final @Nullable KeyMask mask;
    private boolean told;
    private boolean toldOfBody;

    KeyEcho(Injection injection, Tape tape, RelayMetrics metrics) {
        this.injection = injection;
        this.tape = tape;
        this.metrics = metrics;
        this.mask = injection.mask();
    }

    ResponseHead head(ResponseHead head) {
        Headers fields = fields(head.headers());
        String reason = injection.masked(head.reason());
        if (fields.equals(head.headers()) && reason.equals(head.reason())) {
            return head;
        }
        return new ResponseHead(head.status(), reason, head.version(), fields);
    }

    Headers fields(Headers fields) {
        Headers.@Nullable Builder masked = null;
        for (int i = 0; i < fields.size(); i++) {
            String value = fields.value(i);
            String other = mask == null ? value : injection.masked(value);
            if (masked == null && !other.equals(value)) {
                masked = Headers.builder();
                for (int j = 0; j < i; j++) {
                    masked.add(fields.name(j), fields.value(j));
                }
            }
            if (masked != null) {
                masked.add(fields.name(i), other);
            }
            if (!other.equals(value)) {
                tell(fields.name(i).toLowerCase(Locale.ROOT));
            }
        }
        return masked == null ? fields : masked.build();
    }

    /** What of a piece may pass, null for nothing yet; the piece is released where it does not. */
    @Nullable ByteBuf pass(ByteBuf piece) {
        KeyMask looking = mask;
        byte[] other = looking == null ? null : looking.pass(piece.nioBuffer());
        if (looking == null || other == null) {
            return piece;
        }
        piece.release();
        if (looking.found() && !toldOfBody) {
            toldOfBody = true;
            tell("body");
        }
        return other.length == 0 ? null : Unpooled.wrappedBuffer(other);
    }

    /** True where there is a key that can be looked for. */
    boolean looks() {
        return mask != null;
    }

    /** A whole body without the key; null where the key is not in it. */
    byte @Nullable [] masked(byte[] body) {
        KeyMask looking = injection.mask();
        byte[] other = looking == null ? null : looking.pass(ByteBuffer.wrap(body));
        if (looking == null || other == null || !looking.found()) {
            return null;
        }
        byte[] rest = looking.end();
        byte[] whole = Arrays.copyOf(other, other.length + rest.length);
        System.arraycopy(rest, 0, whole, other.length, rest.length);
        tell("body");
        return whole;
    }

    /** What of the body still waits; null for nothing. */
    @Nullable ByteBuf rest() {
        KeyMask looking = mask;
        byte[] rest = looking == null ? new byte[0] : looking.end();
        return rest.length == 0 ? null : Unpooled.wrappedBuffer(rest);
    }

    private void tell(String where) {
        tape.changed(new Change(Change.Kind.KEY_MASKED, where));
        if (!told) {
            told = true;
            metrics.keyEchoes.increment();
            LOG.log(
                    Level.WARNING,
                    "a provider said the key that it was sent: key "
                            + injection.keyId()
                            + ", exchange "
                            + tape.id()
                            + "; it was masked");
        }
    }
}
