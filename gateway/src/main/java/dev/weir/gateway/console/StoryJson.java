package dev.weir.gateway.console;

import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.pricing.Cost;
import dev.weir.core.story.HumanTurn;
import dev.weir.core.story.Piece;
import dev.weir.core.story.Step;
import dev.weir.core.story.ToolLine;
import dev.weir.core.story.Totals;
import dev.weir.core.usage.Unit;

import org.jspecify.annotations.Nullable;

import java.util.EnumMap;
import java.util.List;

/** Human turns as JSON, in the shape of docs/reading/turns.md: what is absent is left out. */
final class StoryJson {

    private final TurnWriter out;

    StoryJson(TurnWriter out) {
        this.out = out;
    }

    void turn(HumanTurn turn) {
        out.begin();
        out.number("turn", (long) turn.number());
        out.flag("begins", turn.begins());
        out.list("prompt", turn.prompt(), this::piece);
        out.list(
                "steps",
                turn.steps(),
                step ->
                        step(
                                step,
                                turn.begins() && step.id().equals(turn.steps().getFirst().id())));
        if (!turn.branches().isEmpty()) {
            out.list("agents", turn.branches(), this::agent);
        }
        if (!turn.background().isEmpty()) {
            out.list("background", turn.background(), step -> step(step, false));
        }
        Step last = turn.last();
        out.text("final", last == null ? null : last.id().toString());
        totals(turn.totals());
        out.end();
    }

    private void agent(HumanTurn.Branch branch) {
        out.begin();
        out.text("thread", branch.thread());
        Step.CallKey by = branch.startedBy();
        if (by != null) {
            out.object(
                    "startedBy",
                    () -> {
                        out.text("exchange", by.exchange().toString());
                        out.number("piece", (long) by.place());
                    });
        }
        out.list("steps", branch.steps(), step -> step(step, false));
        totals(branch.totals());
        out.end();
    }

    /**
     * @param prompted true where what was said stands in the turn's prompt already
     */
    private void step(Step step, boolean prompted) {
        DerivedExchange row = step.row();
        DerivedExchange.Call call = row.call();
        out.begin();
        out.text("exchange", row.id().toString());
        DerivedExchange.Place place = row.place();
        if (place != null) {
            out.number("step", place.step() == 0 ? null : Long.valueOf(place.step()));
            out.text("kind", place.kind());
        }
        out.text("startedAt", ExchangeJson.time(row.startedAt()));
        out.number("durationMs", Double.valueOf(call.micros() / 1_000.0));
        marks(step.marks());
        out.text(
                "model",
                call.requestedModel() == null ? call.answeredModel() : call.requestedModel());
        out.number("status", (long) call.status());
        out.text("outcome", call.outcome());
        out.text("error", call.error());
        out.text("stop", call.stop());
        out.text("reading", row.reading());
        out.text("finding", row.finding());
        out.object("usage", () -> usage(row));
        Long nanos = row.cost().nanos();
        out.text("usd", nanos == null ? null : dollars(nanos));
        if (!prompted && !step.said().isEmpty()) {
            out.list("said", step.said(), this::piece);
        }
        out.list("answer", step.answer(), this::piece);
        out.end();
    }

    private void marks(Step.Marks marks) {
        out.number(
                "toolMs",
                marks.toolMicros() == null ? null : Double.valueOf(marks.toolMicros() / 1_000.0));
        out.text("switchedFrom", marks.switchedFrom());
        out.flagIf("compacts", marks.compacts());
        out.flagIf("repeats", marks.repeats());
        out.number("earlierMessages", marks.earlier() == 0 ? null : Long.valueOf(marks.earlier()));
    }

    private void usage(DerivedExchange row) {
        if (!row.counts().isEmpty()) {
            new EnumMap<Unit, Long>(row.counts()).forEach((unit, n) -> out.number(unit.word(), n));
        }
    }

    private void totals(Totals totals) {
        out.object(
                "totals",
                () -> {
                    out.number("calls", totals.calls());
                    out.number("errors", totals.errors());
                    out.number("inputTokens", totals.input());
                    out.number("cacheReadTokens", totals.cacheRead());
                    out.number("cacheWriteTokens", totals.cacheWrite());
                    out.number("outputTokens", totals.output());
                    out.number("reasoningTokens", totals.reasoning());
                    out.text("usd", dollars(totals.nanos()));
                    out.number("unpriced", totals.unpriced());
                    out.number("durationMs", Double.valueOf(totals.wallMicros() / 1_000.0));
                    out.number("modelMs", Double.valueOf(totals.modelMicros() / 1_000.0));
                    out.number("toolMs", Double.valueOf(totals.toolMicros() / 1_000.0));
                });
    }

    static String dollars(long nanos) {
        return Cost.dollars(nanos).stripTrailingZeros().toPlainString();
    }

    private void piece(Piece piece) {
        out.begin();
        out.text("type", piece.word());
        switch (piece) {
            case Piece.Words words -> out.snip("text", words.text());
            case Piece.ToolCall call -> {
                out.text("id", call.id());
                out.text("name", call.name());
                out.textUnlessEmpty("line", ToolLine.of(call));
                if (call.json() == null) {
                    out.snip("argumentsText", call.arguments());
                } else {
                    out.json("arguments", call.json());
                }
                out.flagIf("serverSide", call.serverSide());
                Piece.ToolResult result = call.result();
                if (result != null) {
                    out.object("result", () -> result(result));
                }
            }
            case Piece.ToolResult result -> {
                out.text("callId", result.callId());
                result(result);
            }
            case Piece.Media media -> media(media);
            case Piece.Other other -> {
                out.text("dialectType", other.type());
                out.snip("json", other.json());
            }
        }
        out.end();
    }

    private void result(Piece.ToolResult result) {
        out.text("in", result.in().toString());
        out.flagIf("isError", result.isError());
        List<Piece> parts = result.parts();
        out.list("parts", parts, this::piece);
    }

    private void media(Piece.Media media) {
        out.text("mime", media.mime());
        out.text("name", media.name());
        @Nullable Long bytes = media.bytes() < 0 ? null : Long.valueOf(media.bytes());
        out.number("bytes", bytes);
        out.text("url", media.url());
    }
}
