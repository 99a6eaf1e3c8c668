package dev.weir.gateway.archive;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.capture.Loss;
import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.Change;
import dev.weir.core.exchange.ClientFacts;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.GatewayFacts;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.RequestHead;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Tag;
import dev.weir.core.exchange.Timeline;
import dev.weir.core.exchange.UpstreamFacts;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * An exchange's record as bytes: the fields in the order of {@link Exchange}, texts by length,
 * members of closed lists by their {@link Codes}.
 */
final class RecordCodec {

    private static final int VERSION = 1;
    private static final int MOST_FIELDS = 1 << 16;
    private static final int MOST_LOSSES = 127;

    private RecordCodec() {}

    static void encode(Exchange exchange, ByteSink to) {
        to.octet(VERSION);
        to.fixed64(exchange.id().high());
        to.fixed64(exchange.id().low());
        to.signed(micros(exchange.startedAt()));
        to.text(exchange.client().address());
        to.text(exchange.client().tls());
        to.text(exchange.door());
        to.text(exchange.provider());
        to.varint(Codes.DIALECT.of(exchange.dialect()));
        to.text(exchange.request().method());
        to.text(exchange.request().target());
        to.text(exchange.request().version());
        headers(exchange.request().headers(), to);
        to.text(exchange.path());
        upstream(exchange, to);
        ResponseHead response = exchange.response();
        to.octet(response == null ? 0 : 1);
        if (response != null) {
            to.varint(response.status());
            to.text(response.reason());
            to.text(response.version());
            headers(response.headers(), to);
        }
        headers(exchange.requestTrailers(), to);
        headers(exchange.responseTrailers(), to);
        facts(exchange.requestBody(), to);
        facts(exchange.responseBody(), to);
        Timeline time = exchange.timeline();
        to.signed(time.connected());
        to.signed(time.requestSent());
        to.signed(time.firstByte());
        to.signed(time.firstToken());
        to.signed(time.lastByte());
        to.signed(time.closed());
        to.varint(Codes.END.of(exchange.end()));
        to.varint(Codes.PHASE.of(exchange.phase()));
        to.text(exchange.errorCode());
        to.text(exchange.mode().toString());
        to.varint(exchange.losses().size());
        for (Loss loss : exchange.losses()) {
            to.varint(Codes.LOSS.of(loss));
        }
        to.varint(exchange.changes().size());
        for (Change change : exchange.changes()) {
            to.varint(Codes.CHANGE.of(change.kind()));
            to.text(change.name());
        }
        to.varint(exchange.tags().size());
        for (Tag tag : exchange.tags()) {
            to.text(tag.key());
            to.text(tag.value());
        }
        to.text(exchange.requestedModel());
        to.octet(exchange.stream() ? 1 : 0);
        String gateway = exchange.gateway().write();
        if (gateway != null) {
            to.text(gateway);
        }
    }

    private static void upstream(Exchange exchange, ByteSink to) {
        UpstreamFacts upstream = exchange.upstream();
        to.octet(upstream == null ? 0 : 1);
        if (upstream != null) {
            to.text(upstream.origin());
            to.text(upstream.path());
            to.text(upstream.address());
            to.text(upstream.protocol());
            to.text(upstream.tls());
            to.octet(upstream.reused() ? 1 : 0);
            to.varint(upstream.attempts());
        }
    }

    private static void headers(Headers headers, ByteSink to) {
        to.varint(headers.size());
        for (int i = 0; i < headers.size(); i++) {
            to.text(headers.name(i));
            to.text(headers.value(i));
        }
    }

    private static void facts(BodyFacts facts, ByteSink to) {
        to.varint(facts.length());
        to.varint(facts.kept());
        to.fixed32(facts.crc32c());
    }

    private static long micros(Instant instant) {
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), 1_000_000L),
                instant.getNano() / 1_000);
    }

    /** Reads a record; throws {@link ByteSource.Malformed} where the bytes are none. */
    static Exchange decode(byte[] bytes, int offset, int length) {
        ByteSource from = new ByteSource(bytes, offset, length);
        int version = from.octet();
        if (version != VERSION) {
            throw new ByteSource.Malformed("a record of version " + version);
        }
        try {
            return decode(from);
        } catch (IllegalArgumentException e) {
            throw new ByteSource.Malformed("a record with an impossible value: " + e.getMessage());
        }
    }

    private static Exchange decode(ByteSource from) {
        return new Exchange(
                new ExchangeId(from.fixed64(), from.fixed64()),
                instant(from.signed()),
                new ClientFacts(from.text(), from.textOrNull()),
                from.text(),
                from.text(),
                Codes.DIALECT.read(from),
                new RequestHead(from.text(), from.text(), from.text(), headers(from)),
                from.text(),
                from.octet() == 0 ? null : upstream(from),
                from.octet() == 0 ? null : responseHead(from),
                headers(from),
                headers(from),
                facts(from),
                facts(from),
                new Timeline(
                        from.signed(),
                        from.signed(),
                        from.signed(),
                        from.signed(),
                        from.signed(),
                        from.signed()),
                Codes.END.read(from),
                Codes.PHASE.read(from),
                from.textOrNull(),
                CaptureMode.parse(from.text()),
                losses(from),
                changes(from),
                tags(from),
                from.textOrNull(),
                from.octet() == 1,
                GatewayFacts.read(from.more() ? from.textOrNull() : null));
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
    }

    private static UpstreamFacts upstream(ByteSource from) {
        return new UpstreamFacts(
                from.text(),
                from.text(),
                from.textOrNull(),
                from.textOrNull(),
                from.textOrNull(),
                from.octet() == 1,
                from.count(Integer.MAX_VALUE));
    }

    private static ResponseHead responseHead(ByteSource from) {
        return new ResponseHead(from.count(999), from.text(), from.text(), headers(from));
    }

    private static Headers headers(ByteSource from) {
        int count = from.count(MOST_FIELDS);
        if (count == 0) {
            return Headers.EMPTY;
        }
        Headers.Builder headers = Headers.builder();
        for (int i = 0; i < count; i++) {
            headers.add(from.text(), from.text());
        }
        return headers.build();
    }

    private static BodyFacts facts(ByteSource from) {
        return new BodyFacts(from.varint(), from.varint(), from.fixed32());
    }

    private static Set<Loss> losses(ByteSource from) {
        int count = from.count(MOST_LOSSES);
        Set<Loss> losses = EnumSet.noneOf(Loss.class);
        for (int i = 0; i < count; i++) {
            losses.add(Codes.LOSS.read(from));
        }
        return losses;
    }

    private static List<Change> changes(ByteSource from) {
        int count = from.count(MOST_FIELDS);
        List<Change> changes = new ArrayList<>(Math.min(count, 16));
        for (int i = 0; i < count; i++) {
            changes.add(new Change(Codes.CHANGE.read(from), from.text()));
        }
        return changes;
    }

    private static List<Tag> tags(ByteSource from) {
        int count = from.count(MOST_FIELDS);
        List<Tag> tags = new ArrayList<>(Math.min(count, 16));
        for (int i = 0; i < count; i++) {
            tags.add(new Tag(from.text(), from.text()));
        }
        return tags;
    }
}
