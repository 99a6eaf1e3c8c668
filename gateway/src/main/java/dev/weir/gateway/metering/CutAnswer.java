package dev.weir.gateway.metering;

import dev.weir.core.json.JsonWriter;
import dev.weir.core.reading.Choice;
import dev.weir.core.reading.ModelResponse;
import dev.weir.core.reading.Part;
import dev.weir.core.reading.Reading;
import dev.weir.core.reading.Reason;
import dev.weir.core.usage.Unit;
import dev.weir.core.usage.Usage;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/**
 * What an answer used that did not come to its end. Some providers state the input at the beginning
 * of a stream, with an output of one token or so, and the output at its end: whoever leaves before
 * would have used nearly nothing. What came counts then, by its length.
 */
public final class CutAnswer {

    /** As for requests: bytes that are taken for one token. */
    private static final int BYTES_PER_TOKEN = 3;

    private CutAnswer() {}

    /** Whether an answer is not whole, by how it came or by what it says. */
    static boolean is(Reading reading, boolean whole) {
        return !whole
                || reading.findings().stream().anyMatch(finding -> isCut(finding.reason().word()));
    }

    /** Whether a finding says that the answer breaks off. */
    public static boolean isCut(String finding) {
        return finding.equals(Reason.CUT_STREAM.word())
                || finding.equals(Reason.CUT_BODY.word())
                || finding.equals(Reason.DECODE_FAILED.word());
    }

    /**
     * What is stated, with no less output than what came.
     *
     * @param most the output that was reserved: it counts where something came that does not show
     *     how much it is, and nothing counts that came beyond it
     */
    static Usage usage(ModelResponse response, long most) {
        long bytes = 0;
        boolean hidden = false;
        for (Choice choice : response.choices()) {
            for (Part part : choice.message().parts()) {
                bytes += bytes(part);
                hidden |= isHidden(part);
            }
        }
        long came = hidden ? most : Math.ceilDiv(bytes, BYTES_PER_TOKEN);
        return atLeast(response.usage(), came);
    }

    private static Usage atLeast(Usage stated, long output) {
        Long said = stated.of(Unit.OUTPUT_TOKENS);
        if (said != null && said >= output) {
            return stated;
        }
        Map<Unit, Long> counts = new EnumMap<>(Unit.class);
        counts.putAll(stated.counts());
        counts.put(Unit.OUTPUT_TOKENS, output);
        return new Usage(counts, stated.tier(), stated.speed(), stated.statedCost(), stated.raw());
    }

    /** Whether a part is more than can be seen of it: thoughts that are kept back, an image. */
    private static boolean isHidden(Part part) {
        return switch (part) {
            case Part.Thinking _ -> bytes(part) == 0;
            case Part.Media _ -> true;
            case Part.Text _,
                    Part.ToolCall _,
                    Part.ToolResult _,
                    Part.Refusal _,
                    Part.Compaction _,
                    Part.Other _ ->
                    false;
        };
    }

    /** Bytes of what the model itself wrote, as far as they are shown. */
    private static long bytes(Part part) {
        return switch (part) {
            case Part.Text text -> length(text.text());
            case Part.Thinking thinking -> length(thinking.text()) + length(thinking.signature());
            case Part.ToolCall call ->
                    length(call.name()) + length(JsonWriter.write(call.arguments()));
            case Part.Refusal refusal -> length(refusal.text());
            case Part.Compaction compaction -> length(compaction.text());
            case Part.Other other -> length(JsonWriter.write(other.raw()));
            case Part.ToolResult _, Part.Media _ -> 0;
        };
    }

    private static long length(@Nullable String text) {
        return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    }
}
