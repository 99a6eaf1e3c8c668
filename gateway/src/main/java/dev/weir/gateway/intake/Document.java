package dev.weir.gateway.intake;

import dev.weir.core.access.HeaderRules;
import dev.weir.core.archive.Incoming;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.capture.Loss;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.exchange.BodyFacts;
import dev.weir.core.exchange.Change;
import dev.weir.core.exchange.Chunk;
import dev.weir.core.exchange.ClientFacts;
import dev.weir.core.exchange.EndPhase;
import dev.weir.core.exchange.EndReason;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.GatewayFacts;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.RequestHead;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Tag;
import dev.weir.core.exchange.Timeline;
import dev.weir.core.exchange.UpstreamFacts;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Reads an exchange in Weir's own form, as {@code docs/format/export.md} has it. Hashes and lengths
 * are checked: what does not match them was changed since, and is refused.
 */
final class Document {

    private static final long LONGEST = Long.MAX_VALUE / 2;
    private static final int LONGEST_TAG_KEY = 64;
    private static final int LONGEST_TAG_VALUE = 1_024;

    private Document() {}

    static Incoming of(JsonNode tree) throws Unusable {
        Members all = Members.of("", tree);
        try {
            return read(all);
        } catch (IllegalArgumentException e) {
            throw new Unusable(String.valueOf(e.getMessage()));
        }
    }

    private static Incoming read(Members all) throws Unusable {
        Members request = all.in("request");
        Members response = all.inOrNull("response");
        byte[] requestBytes = Bodies.bytes(request);
        byte[] responseBytes = response == null ? new byte[0] : Bodies.bytes(response);
        Exchange exchange =
                new Exchange(
                        ExchangeId.parse(all.text("id")),
                        all.time("startedAt"),
                        client(all),
                        all.text("door"),
                        all.text("provider"),
                        all.word("dialect", Dialect.class),
                        head(request),
                        all.text("path"),
                        upstream(all.inOrNull("upstream")),
                        response == null ? null : answer(response),
                        trailers(request),
                        response == null ? Headers.EMPTY : trailers(response),
                        Bodies.facts(request, requestBytes),
                        response == null ? BodyFacts.EMPTY : Bodies.facts(response, responseBytes),
                        timeline(all),
                        all.word("endReason", EndReason.class),
                        all.word("endPhase", EndPhase.class),
                        all.textOrNull("errorCode"),
                        CaptureMode.parse(all.text("capture")),
                        losses(all),
                        changes(all),
                        tags(all),
                        all.textOrNull("requestedModel"),
                        all.flag("stream"),
                        GatewayFacts.read(
                                all.has("gateway") ? all.get("gateway").toString() : null));
        return new Incoming(
                exchange,
                ByteBuffer.wrap(requestBytes),
                ByteBuffer.wrap(responseBytes),
                chunks(request),
                response == null ? List.of() : chunks(response));
    }

    private static ClientFacts client(Members all) throws Unusable {
        Members client = all.in("client");
        return new ClientFacts(client.text("address"), client.textOrNull("tls"));
    }

    /** Whoever wrote the export may have left a credential in it: none gets on record. */
    private static RequestHead head(Members request) throws Unusable {
        return new RequestHead(
                request.text("method"),
                HeaderRules.targetForRecord(request.text("target")),
                request.text("version"),
                HeaderRules.forRecord(request.fields("headers")));
    }

    private static @Nullable ResponseHead answer(Members response) throws Unusable {
        int status = (int) response.number("status", 0, 999);
        return status == 0
                ? null
                : new ResponseHead(
                        status,
                        response.text("reason"),
                        response.text("version"),
                        HeaderRules.forRecord(response.fields("headers")));
    }

    private static Headers trailers(Members side) throws Unusable {
        return side.has("trailers")
                ? HeaderRules.forRecord(side.fields("trailers"))
                : Headers.EMPTY;
    }

    private static @Nullable UpstreamFacts upstream(@Nullable Members upstream) throws Unusable {
        return upstream == null
                ? null
                : new UpstreamFacts(
                        upstream.text("origin"),
                        upstream.text("path"),
                        upstream.textOrNull("address"),
                        upstream.textOrNull("protocol"),
                        upstream.textOrNull("tls"),
                        upstream.flag("reused"),
                        (int) upstream.number("attempts", 0, 1_000));
    }

    /** In nanoseconds; a line without them has the timeline's microseconds. */
    private static Timeline timeline(Members all) throws Unusable {
        boolean exact = all.has("timelineNs");
        Members times = all.in(exact ? "timelineNs" : "timeline");
        long unit = exact ? 1 : 1_000;
        return new Timeline(
                moment(times, "connected", unit),
                moment(times, "requestSent", unit),
                moment(times, "firstByte", unit),
                moment(times, "firstToken", unit),
                moment(times, "lastByte", unit),
                moment(times, "closed", unit));
    }

    private static long moment(Members times, String name, long unit) throws Unusable {
        return times.has(name) ? times.number(name, 0, LONGEST / 1_000) * unit : Timeline.NEVER;
    }

    private static Set<Loss> losses(Members all) throws Unusable {
        Set<Loss> losses = EnumSet.noneOf(Loss.class);
        for (JsonNode loss : all.list("losses")) {
            losses.add(Members.word("losses", loss, Loss.class));
        }
        return losses;
    }

    private static List<Change> changes(Members all) throws Unusable {
        List<Change> changes = new ArrayList<>();
        for (JsonNode one : all.list("changes")) {
            Members change = Members.of("changes", one);
            changes.add(new Change(change.word("kind", Change.Kind.class), change.text("name")));
        }
        return changes;
    }

    private static List<Tag> tags(Members all) throws Unusable {
        List<Tag> tags = new ArrayList<>();
        for (JsonNode one : all.list("tags")) {
            String text = one.asString("");
            int equals = text.indexOf('=');
            if (equals < 1
                    || equals > LONGEST_TAG_KEY
                    || text.length() - equals - 1 > LONGEST_TAG_VALUE) {
                throw new Unusable(
                        "tags: expected key=value, a key of at most "
                                + LONGEST_TAG_KEY
                                + " and a value of at most "
                                + LONGEST_TAG_VALUE
                                + " characters");
            }
            tags.add(new Tag(text.substring(0, equals), text.substring(equals + 1)));
        }
        return tags;
    }

    /** Pairs of microseconds and bytes; none where the line says none. */
    private static List<Chunk> chunks(Members side) throws Unusable {
        if (!side.has("chunks")) {
            return List.of();
        }
        List<Chunk> chunks = new ArrayList<>();
        for (JsonNode one : side.list("chunks")) {
            JsonNode micros = one.path(0);
            JsonNode bytes = one.path(1);
            if (!micros.isIntegralNumber()
                    || !bytes.isIntegralNumber()
                    || micros.asLong() < 0
                    || micros.asLong() > LONGEST / 1_000
                    || bytes.asLong() < 0
                    || bytes.asLong() > Integer.MAX_VALUE) {
                throw side.wrong("chunks", "pairs of microseconds and bytes");
            }
            chunks.add(new Chunk(micros.asLong() * 1_000, (int) bytes.asLong()));
        }
        return chunks;
    }
}
