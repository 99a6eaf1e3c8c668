package dev.weir.core.limit;

import dev.weir.core.pricing.Cost;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/**
 * One limit of an organisation. Throws {@link IllegalArgumentException}, naming the rule, where the
 * parts do not fit: concurrent calls have no window, spend has a calendar, everything else a rate
 * or a calendar.
 *
 * @param id its identifier within the organisation; counters of rates go by it
 * @param name what people call it; it is in messages
 * @param kind what is counted apart
 * @param of the one subject it holds for; null for each of its kind
 * @param amount how much is allowed: a whole number, for spend dollars with at most nine decimals
 * @param soft levels in percent of the amount at which it warns, rising, each 1 to 100
 * @param mode what happens beyond the amount
 * @param unpriced what spend does with calls without a price
 * @param strict whether a call is refused where it cannot be counted, instead of passing uncounted
 */
public record LimitRule(
        String organisation,
        String id,
        String name,
        Subject.Kind kind,
        @Nullable String of,
        Quantity quantity,
        BigDecimal amount,
        Window window,
        List<Integer> soft,
        Mode mode,
        WhenUnpriced unpriced,
        boolean strict) {

    /** The id of the rule that holds for each virtual key without a rate of requests of its own. */
    public static final String DEFAULT_FOR_KEYS = "default";

    private static final int DEFAULT_A_MINUTE = 60;

    /** What happens to a call beyond the amount. */
    public enum Mode {
        /** It is refused. */
        ENFORCE,
        /** It passes, and the answer and the record say so. */
        WARN,
        /** It passes, and only the record says so. */
        DRY_RUN;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Reads a word; throws {@link IllegalArgumentException} that names it. */
        public static Mode parse(String word) {
            return Words.parse(Mode.class, word, "mode");
        }
    }

    public LimitRule {
        soft = List.copyOf(soft);
        boolean fits =
                switch (quantity) {
                    case CONCURRENT -> window instanceof Window.Now;
                    case SPEND -> window instanceof Window.Calendar;
                    case REQUESTS, TOKENS -> !(window instanceof Window.Now);
                };
        if (!fits) {
            throw fault(name, quantity.word() + " cannot be limited " + window.title());
        }
        BigDecimal most =
                BigDecimal.valueOf(quantity == Quantity.SPEND ? 9_000_000_000L : 1L << 50);
        if (amount.signum() < 0 || amount.compareTo(most) > 0) {
            throw fault(name, "its amount must be from 0 to " + most + ", not " + amount);
        }
        if (amount.signum() == 0 && window instanceof Window.Rate) {
            throw fault(name, "a rate must be above 0");
        }
        int decimals = quantity == Quantity.SPEND ? 9 : 0;
        if (amount.setScale(decimals, RoundingMode.DOWN).compareTo(amount) != 0) {
            throw fault(name, "its amount has more than " + decimals + " decimals: " + amount);
        }
        if (window instanceof Window.Rate rate && amount.longValue() > rate.length().toNanos()) {
            throw fault(name, "a rate is at most one in a nanosecond");
        }
        int last = 0;
        for (int level : soft) {
            if (level <= last || level > 100) {
                throw fault(name, "levels must rise from 1 to 100, not " + soft);
            }
            last = level;
        }
    }

    private static IllegalArgumentException fault(String name, String fault) {
        return new IllegalArgumentException("limit '" + name + "': " + fault);
    }

    /** A rule that enforces, without levels, and refuses models without a price. */
    public static LimitRule of(
            String organisation,
            String id,
            Subject.Kind kind,
            @Nullable String of,
            Quantity quantity,
            BigDecimal amount,
            Window window) {
        return new LimitRule(
                organisation,
                id,
                id,
                kind,
                of,
                quantity,
                amount,
                window,
                List.of(),
                Mode.ENFORCE,
                WhenUnpriced.Plain.REFUSE,
                false);
    }

    /** 60 requests a minute for each virtual key. */
    public static LimitRule defaultForKeys(String organisation) {
        return of(
                organisation,
                DEFAULT_FOR_KEYS,
                Subject.Kind.KEY,
                null,
                Quantity.REQUESTS,
                BigDecimal.valueOf(DEFAULT_A_MINUTE),
                Window.Rate.MINUTE);
    }

    public LimitRule withSoft(Integer... levels) {
        return new LimitRule(
                organisation,
                id,
                name,
                kind,
                of,
                quantity,
                amount,
                window,
                List.of(levels),
                mode,
                unpriced,
                strict);
    }

    public LimitRule withMode(Mode other) {
        return new LimitRule(
                organisation,
                id,
                name,
                kind,
                of,
                quantity,
                amount,
                window,
                soft,
                other,
                unpriced,
                strict);
    }

    public LimitRule withUnpriced(WhenUnpriced other) {
        return new LimitRule(
                organisation,
                id,
                name,
                kind,
                of,
                quantity,
                amount,
                window,
                soft,
                mode,
                other,
                strict);
    }

    public LimitRule withStrict(boolean other) {
        return new LimitRule(
                organisation,
                id,
                name,
                kind,
                of,
                quantity,
                amount,
                window,
                soft,
                mode,
                unpriced,
                other);
    }

    /** The amount as it is counted: nano-dollars for spend, else the number itself. */
    public long units() {
        return quantity == Quantity.SPEND ? Cost.nanos(amount) : amount.longValueExact();
    }

    /** The amount with its window for people, e.g. {@code 60 requests per minute}. */
    public String title() {
        return Money.title(quantity, units()) + " " + window.title();
    }

    /** Whether it takes the place of a rule for each subject of the kind. */
    boolean replaces(LimitRule each) {
        return of != null
                && each.of == null
                && kind == each.kind
                && quantity == each.quantity
                && window.equals(each.window);
    }
}
