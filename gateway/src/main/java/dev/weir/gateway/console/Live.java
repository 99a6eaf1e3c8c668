package dev.weir.gateway.console;

import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.live.LiveCall;
import dev.weir.core.live.LiveCalls;
import dev.weir.core.live.LiveFacts;
import dev.weir.core.search.SearchQuery;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** Calls that are under way: what will be an exchange when it is over. */
final class Live {

    private static final Comparator<LiveCall> NEWEST_FIRST =
            Comparator.<LiveCall>comparingLong(call -> call.opening().startedAtMicros())
                    .thenComparing(call -> call.opening().id())
                    .reversed();

    private final LiveCalls calls;
    private final LongSupplier clock;
    private final Duration patience;

    /**
     * @param calls those that the caller may see
     * @param patience how long to wait for them
     */
    Live(LiveCalls calls, LongSupplier clock, Duration patience) {
        this.calls = calls;
        this.clock = clock;
        this.patience = patience;
    }

    void list(Call call, Route.Asked asked) throws IOException, InterruptedException {
        SearchQuery query = Readings.query(asked.query().text("q"), clock);
        int limit = asked.query().limit();
        List<LiveCall> found = new ArrayList<>();
        int hidden = 0;
        int unjudged = 0;
        for (LiveCall one : now()) {
            switch (new LiveFacts(one).judge(query)) {
                case YES -> found.add(one);
                case NO -> hidden++;
                case OPEN -> unjudged++;
            }
        }
        found.sort(NEWEST_FIRST);
        int passed = hidden;
        int open = unjudged;
        int more = Math.max(0, found.size() - limit);
        long at = clock.getAsLong();
        byte[] body =
                Json.bytes(
                        json -> {
                            json.writeStartObject();
                            json.writeArrayPropertyStart("items");
                            found.stream().limit(limit).forEach(one -> write(json, one, at));
                            json.writeEndArray();
                            json.writeNumberProperty("more", more);
                            json.writeNumberProperty("hidden", passed);
                            json.writeNumberProperty("unjudged", open);
                            json.writeEndObject();
                        });
        call.answer(200, Json.TYPE, body);
    }

    void one(Call call, Route.Asked asked) throws IOException, InterruptedException {
        ExchangeId id = asked.id();
        for (LiveCall one : now()) {
            if (one.opening().id().equals(id)) {
                long at = clock.getAsLong();
                call.answer(200, Json.TYPE, Json.bytes(json -> write(json, one, at)));
                return;
            }
        }
        throw new Refused(
                ConsoleError.EXCHANGE_NOT_FOUND,
                "no call " + id + " is under way; it may be over, or was not recorded");
    }

    private List<LiveCall> now() throws InterruptedException {
        List<LiveCall> found = calls.now(patience);
        if (found == null) {
            throw new Refused(
                    ConsoleError.OVERLOADED, "what is under way could not be found out in time");
        }
        return found;
    }

    private static void write(JsonGenerator json, LiveCall call, long at) {
        LiveFacts facts = new LiveFacts(call);
        var opening = call.opening();
        Instant started = facts.startedAt();
        long elapsed = Math.max(0, at - started.toEpochMilli());
        json.writeStartObject();
        json.writeStringProperty("id", opening.id().toString());
        json.writeStringProperty("startedAt", ExchangeJson.time(started));
        json.writeNumberProperty("elapsedMs", elapsed);
        json.writeNumberProperty("quietMs", Math.max(0, elapsed - call.lastNanos() / 1_000_000));
        json.writeStringProperty("phase", call.phase().word());
        json.writeBooleanProperty("streaming", call.streaming());
        json.writeNumberProperty("status", call.status());
        json.writeStringProperty("provider", opening.provider());
        json.writeStringProperty("dialect", opening.dialect().word());
        json.writeStringProperty("method", Json.text(opening.request().method()));
        json.writeStringProperty("path", Json.text(opening.path()));
        text(json, "requestedModel", call.requestedModel());
        json.writeNumberProperty("requestBytes", call.requestBytes());
        json.writeNumberProperty("responseBytes", call.responseBytes());
        json.writeNumberProperty("chunks", call.chunks());
        json.writeStringProperty("capture", opening.mode().toString());
        json.writeObjectPropertyStart("caller");
        String client = facts.tool().name();
        text(json, "client", client.isEmpty() ? null : client);
        text(json, "user", facts.user());
        text(json, "team", facts.team());
        text(json, "repo", facts.tag("repo"));
        text(json, "branch", facts.tag("branch"));
        json.writeArrayPropertyStart("tags");
        opening.tags().forEach(tag -> json.writeString(Json.text(tag.toString())));
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void text(JsonGenerator json, String name, @Nullable String value) {
        if (value == null) {
            json.writeNullProperty(name);
        } else {
            json.writeStringProperty(name, Json.text(value));
        }
    }

    /** Looks at most a few times a second, however many ask. */
    static final class Shared implements LiveCalls {

        private static final long FRESH_NANOS = 250_000_000L;

        private final LiveCalls calls;
        private final ReentrantLock lock = new ReentrantLock();
        private List<LiveCall> last = List.of();
        private long lookedAt;
        private boolean looked;

        Shared(LiveCalls calls) {
            this.calls = calls;
        }

        /** Waits for another's look no longer than for its own, so that nobody queues up. */
        @Override
        public @Nullable List<LiveCall> now(Duration atMost) throws InterruptedException {
            long deadline = System.nanoTime() + atMost.toNanos();
            if (!lock.tryLock(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                return null;
            }
            try {
                if (looked && System.nanoTime() - lookedAt < FRESH_NANOS) {
                    return last;
                }
                List<LiveCall> found =
                        calls.now(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
                if (found != null) {
                    last = found;
                    lookedAt = System.nanoTime();
                    looked = true;
                }
                return found;
            } finally {
                lock.unlock();
            }
        }
    }
}
