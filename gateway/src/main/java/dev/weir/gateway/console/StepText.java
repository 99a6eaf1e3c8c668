package dev.weir.gateway.console;

import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.derived.SessionSummary;
import dev.weir.core.story.Piece;
import dev.weir.core.story.Snip;
import dev.weir.core.story.Step;
import dev.weir.core.usage.Unit;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What documents say of steps, in words. Recorded text in it is not made harmless yet. */
final class StepText {

    private StepText() {}

    /** Facts of a session, one a line. */
    static List<String> facts(SessionSummary session) {
        List<String> facts = new ArrayList<>();
        facts.add("Session " + session.id());
        facts.add(
                ExchangeJson.time(session.startedAt())
                        + " to "
                        + ExchangeJson.time(session.endedAt()));
        if (session.client() != null) {
            facts.add("Tool: " + session.client());
        }
        facts.add(
                session.turns()
                        + " turns, "
                        + session.sums().exchanges()
                        + " calls, "
                        + session.sums().errors()
                        + " errors");
        facts.add(
                session.sums().input()
                        + " tokens in ("
                        + session.sums().cacheRead()
                        + " from the cache), "
                        + session.sums().output()
                        + " out, "
                        + dollars(session.sums().nanos())
                        + (session.sums().unpriced() > 0
                                ? " and " + session.sums().unpriced() + " calls without a price"
                                : ""));
        if (session.inferred()) {
            facts.add("No identifier names this session: it was put together by its conversation.");
        }
        return facts;
    }

    /** What a call was: model, time, tokens, cost, and what went wrong. */
    static String meta(Step step) {
        DerivedExchange row = step.row();
        DerivedExchange.Call call = row.call();
        List<String> words = new ArrayList<>();
        String model = call.requestedModel() == null ? call.answeredModel() : call.requestedModel();
        words.add(model == null ? call.endpoint() : model);
        words.add(seconds(call.micros()));
        Long input = row.count(Unit.INPUT_TOKENS);
        Long output = row.count(Unit.OUTPUT_TOKENS);
        if (input != null || output != null) {
            words.add(
                    (input == null ? "?" : input)
                            + " in, "
                            + (output == null ? "?" : output)
                            + " out");
        }
        Long nanos = row.cost().nanos();
        if (nanos != null) {
            words.add(dollars(nanos));
        }
        Long tools = step.marks().toolMicros();
        if (tools != null) {
            words.add("after " + seconds(tools) + " of tools");
        }
        if (step.marks().repeats()) {
            words.add("tried again");
        }
        if (call.status() >= 400 || !call.outcome().equals("complete")) {
            words.add(
                    "failed: "
                            + (call.status() == 0 ? "no answer" : "status " + call.status())
                            + ", "
                            + call.reason()
                            + (call.error() == null ? "" : ", " + call.error()));
        }
        if (!row.reading().equals("full") && row.finding() != null) {
            words.add("read " + row.reading() + ": " + row.finding());
        }
        return String.join(" · ", words);
    }

    /** Boundaries before a step: a change of the model, a compaction, what is not on record. */
    static List<String> boundaries(Step step) {
        List<String> lines = new ArrayList<>();
        String from = step.marks().switchedFrom();
        if (from != null) {
            lines.add("Model switched from " + from + " to " + step.row().call().requestedModel());
        }
        if (step.marks().compacts()) {
            lines.add("The conversation was compacted; it goes on from a summary");
        }
        if (step.marks().earlier() > 0) {
            lines.add(step.marks().earlier() + " earlier messages are not on record as exchanges");
        }
        return lines;
    }

    /** What an image, a file or an unknown part is. */
    static String label(Piece.Media media) {
        StringBuilder label = new StringBuilder(media.kind().word());
        add(label, media.mime());
        add(label, media.name());
        if (media.bytes() >= 0) {
            label.append(", ").append(media.bytes()).append(" bytes");
        }
        add(label, media.url());
        return label.toString();
    }

    private static void add(StringBuilder label, @Nullable String more) {
        if (more != null) {
            label.append(", ").append(more);
        }
    }

    /** The text, with a note where its end is missing. */
    static String whole(Snip snip) {
        return snip.cut()
                ? snip.text() + "\n(cut here; " + snip.chars() + " characters in all)"
                : snip.text();
    }

    static String seconds(long micros) {
        return micros < 60_000_000
                ? String.format(Locale.ROOT, "%.1f s", micros / 1e6)
                : String.format(
                        Locale.ROOT, "%d min %d s", micros / 60_000_000, micros / 1_000_000 % 60);
    }

    /** Dollars with at least two digits that say something. */
    static String dollars(long nanos) {
        BigDecimal amount = BigDecimal.valueOf(nanos, 9);
        int scale = Math.max(2, amount.scale() - amount.precision() + 2);
        return "$" + amount.setScale(Math.min(9, scale), RoundingMode.HALF_UP).toPlainString();
    }
}
