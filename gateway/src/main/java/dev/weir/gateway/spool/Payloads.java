package dev.weir.gateway.spool;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.capture.Closing;
import dev.weir.core.capture.Loss;
import dev.weir.core.capture.Opening;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.Change;
import dev.weir.core.exchange.ClientFacts;
import dev.weir.core.exchange.EndPhase;
import dev.weir.core.exchange.EndReason;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.GatewayFacts;
import dev.weir.core.exchange.RequestHead;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Tag;
import dev.weir.core.exchange.Timeline;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The payloads of the records that are not bodies; {@code docs/format/spool.md} lists them. */
final class Payloads {

    private Payloads() {}

    static void write(PayloadWriter out, Opening opening) {
        out.u64(opening.id().high());
        out.u64(opening.id().low());
        out.u64(opening.startedAtMicros());
        out.text(opening.client().address());
        out.text(opening.client().tls());
        out.text(opening.door());
        out.text(opening.provider());
        out.text(opening.dialect().name());
        out.text(opening.request().method());
        out.text(opening.request().target());
        out.text(opening.request().version());
        out.headers(opening.request().headers());
        out.text(opening.path());
        out.text(opening.origin());
        out.text(opening.upstreamPath());
        out.text(opening.mode().toString());
        changes(out, opening.changes());
        out.varint(opening.tags().size());
        for (Tag tag : opening.tags()) {
            out.text(tag.key());
            out.text(tag.value());
        }
        out.text(opening.gateway().write());
    }

    static Opening opening(PayloadReader in) throws MalformedRecordException {
        try {
            return new Opening(
                    new ExchangeId(in.u64(), in.u64()),
                    in.u64(),
                    new ClientFacts(in.word(), in.text()),
                    in.word(),
                    in.word(),
                    in.constant(Dialect.class),
                    new RequestHead(in.word(), in.word(), in.word(), in.headers()),
                    in.word(),
                    in.word(),
                    in.word(),
                    CaptureMode.parse(in.word()),
                    changes(in),
                    tags(in),
                    GatewayFacts.read(in.remaining() > 0 ? in.text() : null));
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException("an opening with a value that is none");
        }
    }

    private static List<Tag> tags(PayloadReader in) throws MalformedRecordException {
        int count = in.items(2);
        List<Tag> tags = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            tags.add(new Tag(in.word(), in.word()));
        }
        return List.copyOf(tags);
    }

    private static void changes(PayloadWriter out, List<Change> changes) {
        out.varint(changes.size());
        for (Change change : changes) {
            out.text(change.kind().name());
            out.text(change.name());
        }
    }

    private static List<Change> changes(PayloadReader in) throws MalformedRecordException {
        int count = in.items(2);
        List<Change> changes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            changes.add(new Change(in.constant(Change.Kind.class), in.word()));
        }
        return List.copyOf(changes);
    }

    static void write(PayloadWriter out, ResponseHead head, long nanos) {
        out.varint(nanos);
        out.varint(head.status());
        out.text(head.reason());
        out.text(head.version());
        out.headers(head.headers());
    }

    /** The head without the time before it. */
    static ResponseHead responseHead(PayloadReader in) throws MalformedRecordException {
        return new ResponseHead(in.count(), in.word(), in.word(), in.headers());
    }

    static void write(PayloadWriter out, BodyFacts facts) {
        out.varint(facts.length());
        out.varint(facts.kept());
        out.u32(facts.crc32c());
    }

    static BodyFacts facts(PayloadReader in) throws MalformedRecordException {
        long length = in.varint();
        long kept = in.varint();
        int crc32c = in.u32();
        if (kept < 0 || kept > length) {
            throw new MalformedRecordException("kept " + kept + " of " + length + " bytes");
        }
        return new BodyFacts(length, kept, crc32c);
    }

    /** A bit per reason; the bit's number is the reason's place in {@link #LOSSES}. */
    static void writeLosses(PayloadWriter out, Set<Loss> losses) {
        int bits = 0;
        for (int i = 0; i < LOSSES.size(); i++) {
            bits |= losses.contains(LOSSES.get(i)) ? 1 << i : 0;
        }
        out.varint(bits);
    }

    static Set<Loss> losses(PayloadReader in) throws MalformedRecordException {
        int bits = in.count();
        Set<Loss> losses = EnumSet.noneOf(Loss.class);
        for (int i = 0; i < LOSSES.size(); i++) {
            if ((bits & 1 << i) != 0) {
                losses.add(LOSSES.get(i));
            }
        }
        return losses;
    }

    private static final List<Loss> LOSSES =
            List.of(
                    Loss.MODE,
                    Loss.SPOOL_FULL,
                    Loss.SPOOL_ERROR,
                    Loss.CRASH,
                    Loss.SPOOL_CORRUPT,
                    Loss.UNREDACTABLE);

    /** Facts and losses that are known when the exchange is over. */
    record Tally(BodyFacts request, BodyFacts response, Set<Loss> losses) {}

    /** A closing with its tally. */
    record Closed(Closing closing, Tally tally) {}

    static void write(PayloadWriter out, Closing closing, Tally tally) {
        out.text(closing.end().name());
        out.text(closing.phase().name());
        out.text(closing.errorCode());
        Timeline times = closing.timeline();
        out.time(times.connected());
        out.time(times.requestSent());
        out.time(times.firstByte());
        out.time(times.firstToken());
        out.time(times.lastByte());
        out.time(times.closed());
        out.text(closing.address());
        out.text(closing.protocol());
        out.text(closing.tls());
        out.u8(closing.reused() ? 1 : 0);
        out.varint(closing.attempts());
        changes(out, closing.changes());
        write(out, tally.request());
        write(out, tally.response());
        writeLosses(out, tally.losses());
        Closing.Went went = closing.went();
        out.text(went == null ? null : went.provider());
        if (went != null) {
            out.text(went.origin());
            out.text(went.upstreamPath());
        }
        GatewayFacts gateway = closing.gateway();
        out.text(gateway == null ? null : gateway.write());
    }

    static Closed closed(PayloadReader in) throws MalformedRecordException {
        Closing closing =
                new Closing(
                        in.constant(EndReason.class),
                        in.constant(EndPhase.class),
                        in.text(),
                        new Timeline(
                                in.time(), in.time(), in.time(), in.time(), in.time(), in.time()),
                        in.text(),
                        in.text(),
                        in.text(),
                        in.u8() != 0,
                        in.count(),
                        changes(in));
        Tally tally = new Tally(facts(in), facts(in), losses(in));
        return in.remaining() == 0
                ? new Closed(closing, tally)
                : new Closed(withMore(closing, in), tally);
    }

    private static Closing withMore(Closing closing, PayloadReader in)
            throws MalformedRecordException {
        String provider = in.text();
        Closing.Went went =
                provider == null ? null : new Closing.Went(provider, in.word(), in.word());
        String gateway = in.text();
        try {
            return new Closing(
                    closing.end(),
                    closing.phase(),
                    closing.errorCode(),
                    closing.timeline(),
                    closing.address(),
                    closing.protocol(),
                    closing.tls(),
                    closing.reused(),
                    closing.attempts(),
                    closing.changes(),
                    went,
                    gateway == null ? null : GatewayFacts.read(gateway));
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException("a closing with a value that is none");
        }
    }

    /** What was read of a request whose body is not kept. */
    record Derived(@Nullable String model, boolean stream) {}

    static void write(PayloadWriter out, Derived derived) {
        out.text(derived.model());
        out.u8(derived.stream() ? 1 : 0);
    }

    static Derived derived(PayloadReader in) throws MalformedRecordException {
        return new Derived(in.text(), in.u8() != 0);
    }
}
