package dev.weir.core.limit;

import dev.weir.core.exchange.Headers;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A limit that does not let a call pass. Nothing was reserved, at this limit or another.
 *
 * @param whose whose counter is full
 * @param used what is used and reserved, as {@link LimitRule#units()}
 * @param resets when a calendar begins anew; null for others
 * @param retry how long to wait; null where waiting does not help
 * @param message a sentence for people: whose limit, how much, when again
 * @param figures as in {@link Standing}
 */
public record Denied(
        Reason reason,
        LimitRule rule,
        Subject whose,
        long used,
        @Nullable Instant resets,
        @Nullable Duration retry,
        String message,
        List<Figure> figures) {

    /** SDKs wait by themselves up to a minute; beyond that they are told not to try again. */
    private static final long LONGEST_WAIT_SECONDS = 60;

    /** Why: a closed list. */
    public enum Reason {
        /** Too many requests or tokens for a rate or a calendar: 429 {@code rate_limited}. */
        RATE(429, "rate_limited"),
        /** Too many calls at once: 429 {@code rate_limited}. */
        CONCURRENT(429, "rate_limited"),
        /** The money is used or reserved: 429 {@code budget_exceeded}. */
        BUDGET(429, "budget_exceeded"),
        /** The model has no price, and the limit refuses those: 403 {@code model_not_allowed}. */
        UNPRICED(403, "model_not_allowed"),
        /** It cannot be counted, and the limit is strict: 503 {@code limits_unavailable}. */
        UNAVAILABLE(503, "limits_unavailable");

        private final int status;
        private final String code;

        Reason(int status, String code) {
            this.status = status;
            this.code = code;
        }

        /** The HTTP status of the refusal. */
        public int status() {
            return status;
        }

        /** The word in {@code x-weir-error}. */
        public String code() {
            return code;
        }

        /** The word on record and in metrics. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Denied {
        figures = List.copyOf(figures);
    }

    /** Whole seconds for {@code retry-after}, at least 1; 0 where waiting does not help. */
    public long retryAfterSeconds() {
        return retry == null ? 0 : Math.max(1, Figure.seconds(retry));
    }

    /** The fields that go with the refusal, besides those that every refusal has. */
    public Headers headers() {
        Headers.Builder headers = Headers.builder();
        long seconds = retryAfterSeconds();
        if (seconds > 0) {
            headers.add("retry-after", Long.toString(seconds));
        }
        if (seconds == 0 || seconds > LONGEST_WAIT_SECONDS) {
            headers.add("x-should-retry", "false");
        }
        Standing.figures(headers, figures);
        return headers.build();
    }

    public Denied withFigures(List<Figure> others) {
        return new Denied(reason, rule, whose, used, resets, retry, message, others);
    }

    /** A rate is used up. */
    public static Denied rate(LimitRule rule, Subject whose, long used, Duration wait) {
        return new Denied(
                Reason.RATE,
                rule,
                whose,
                used,
                null,
                wait,
                "The "
                        + whose(rule, whose)
                        + " allows "
                        + rule.title()
                        + ". Try again in "
                        + Math.max(1, Figure.seconds(wait))
                        + " s.",
                List.of());
    }

    /** As many calls are under way as may be. */
    public static Denied concurrent(LimitRule rule, Subject whose, long running) {
        return new Denied(
                Reason.CONCURRENT,
                rule,
                whose,
                running,
                null,
                Duration.ofSeconds(1),
                "The "
                        + whose(rule, whose)
                        + " allows "
                        + rule.title()
                        + ", and "
                        + running
                        + " are under way. Try again when one has ended.",
                List.of());
    }

    /**
     * The amount of a calendar's period would be exceeded.
     *
     * @param used by calls that have ended
     * @param reserved by calls under way, which may give some back
     * @param wanted by this call, at most
     */
    public static Denied calendar(
            LimitRule rule,
            Subject whose,
            long used,
            long reserved,
            long wanted,
            Window.Period period,
            Instant now) {
        boolean mayFree = Tally.sum(used, wanted) <= rule.units();
        Quantity quantity = rule.quantity();
        StringBuilder text = new StringBuilder(200);
        text.append("The ")
                .append(whose(rule, whose))
                .append(" allows ")
                .append(rule.title())
                .append("; ");
        text.append(Money.number(quantity, used)).append(" is used");
        if (reserved > 0) {
            text.append(", up to ").append(Money.number(quantity, reserved));
            text.append(" may be used by calls under way");
        }
        text.append(", and this call may use up to ").append(Money.number(quantity, wanted));
        if (wanted > rule.units()) {
            text.append(", which is more than all of it");
        }
        text.append(mayFree ? ". Try again when other calls have ended; it" : ". It");
        text.append(" starts anew at ").append(period.end()).append('.');
        return new Denied(
                quantity == Quantity.SPEND ? Reason.BUDGET : Reason.RATE,
                rule,
                whose,
                Tally.sum(used, reserved),
                period.end(),
                wanted > rule.units()
                        ? null
                        : mayFree ? WHILE_OTHERS_RUN : Duration.between(now, period.end()),
                text.toString(),
                List.of());
    }

    private static final Duration WHILE_OTHERS_RUN = Duration.ofSeconds(5);

    /** There is no price for the model. */
    public static Denied unpriced(LimitRule rule, Subject whose, String model) {
        return new Denied(
                Reason.UNPRICED,
                rule,
                whose,
                0,
                null,
                null,
                "The model "
                        + (model.isEmpty() ? "of this call" : "'" + model + "'")
                        + " has no known price, and the "
                        + whose(rule, whose)
                        + ", which allows "
                        + rule.title()
                        + ", refuses such calls.",
                List.of());
    }

    /** The call cannot be counted now. */
    public static Denied unavailable(LimitRule rule, Subject whose) {
        return new Denied(
                Reason.UNAVAILABLE,
                rule,
                whose,
                0,
                null,
                Duration.ofSeconds(2),
                "The "
                        + whose(rule, whose)
                        + " cannot be counted now, and refuses calls until it can.",
                List.of());
    }

    /** What every message names, e.g. {@code limit 'team budget' of team platform}. */
    static String whose(LimitRule rule, Subject whose) {
        return named(rule, whose, whose.id());
    }

    private static String named(LimitRule rule, Subject whose, String name) {
        return "limit '" + rule.name() + "' of " + whose.kind().title() + " " + name;
    }

    /** A sentence that calls whose limit it is by a name that people know, null for none. */
    static String named(String message, LimitRule rule, Subject whose, @Nullable String name) {
        return name == null
                ? message
                : message.replace(whose(rule, whose), named(rule, whose, name));
    }

    /** This one with a message that has a name in the place of an id, null for none. */
    public Denied named(@Nullable String name) {
        return name == null
                ? this
                : new Denied(
                        reason,
                        rule,
                        whose,
                        used,
                        resets,
                        retry,
                        named(message, rule, whose, name),
                        figures);
    }

    /** Whether waiting for this one takes longer than for another. */
    public boolean outlasts(Denied other) {
        if (retry == null || other.retry == null) {
            return retry == null && other.retry != null;
        }
        return retry.compareTo(other.retry) > 0;
    }
}
