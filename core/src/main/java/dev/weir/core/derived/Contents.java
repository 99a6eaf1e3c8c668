package dev.weir.core.derived;

import dev.weir.core.exchange.Exchange;
import dev.weir.core.json.JsonWriter;
import dev.weir.core.reading.Choice;
import dev.weir.core.reading.Message;
import dev.weir.core.reading.Part;
import dev.weir.core.reading.Role;
import dev.weir.core.reading.Turn;
import dev.weir.core.usage.Unit;
import dev.weir.core.usage.Usage;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Gathers the texts of a turn, the tools that were called, and what is in it. */
final class Contents {

    private static final int LONGEST_TITLE = 120;
    private static final int MOST_TOOLS = 64;

    private final List<String> system = new ArrayList<>();
    private final List<String> prompt = new ArrayList<>();
    private final List<String> answer = new ArrayList<>();
    private final List<String> toolInput = new ArrayList<>();
    private final List<String> toolResult = new ArrayList<>();
    private final Set<String> tools = new LinkedHashSet<>();
    private final Set<Trait> traits = EnumSet.noneOf(Trait.class);
    private @Nullable String title;

    private Contents() {}

    static Contents of(Turn turn) {
        Contents contents = new Contents();
        for (Part part : turn.request().instructions()) {
            contents.add(part, Role.SYSTEM, false);
        }
        for (Message message : turn.request().conversation()) {
            for (Part part : message.parts()) {
                contents.add(part, message.role(), false);
            }
        }
        for (Choice choice : turn.response().choices()) {
            for (Part part : choice.message().parts()) {
                contents.add(part, Role.ASSISTANT, true);
            }
        }
        if (turn.response().error() != null) {
            contents.traits.add(Trait.ERROR);
        }
        return contents;
    }

    private void add(Part part, Role role, boolean answered) {
        switch (part) {
            case Part.Text text -> {
                words(text.text(), role);
                if (!text.citations().isEmpty()) {
                    traits.add(Trait.CITATION);
                }
            }
            case Part.Thinking thinking -> {
                traits.add(Trait.THINKING);
                answer.add(thinking.text());
            }
            case Part.ToolCall call -> {
                toolInput.add(call.name() + " " + JsonWriter.write(call.arguments()));
                if (answered) {
                    traits.add(Trait.TOOL_CALL);
                    if (tools.size() < MOST_TOOLS) {
                        tools.add(call.name());
                    }
                }
            }
            case Part.ToolResult result -> {
                traits.add(Trait.TOOL_RESULT);
                if (result.isError()) {
                    traits.add(Trait.TOOL_ERROR);
                }
                for (Part inner : result.parts()) {
                    if (inner instanceof Part.Text text) {
                        toolResult.add(text.text());
                    } else {
                        add(inner, Role.TOOL, answered);
                    }
                }
            }
            case Part.Media media -> {
                switch (media.kind()) {
                    case IMAGE -> traits.add(Trait.IMAGE);
                    case AUDIO -> traits.add(Trait.AUDIO);
                    case VIDEO -> traits.add(Trait.VIDEO);
                    case DOCUMENT, FILE -> traits.add(Trait.DOCUMENT);
                }
            }
            case Part.Refusal refusal -> {
                traits.add(Trait.REFUSAL);
                answer.add(refusal.text());
            }
            case Part.Compaction _ -> traits.add(Trait.COMPACTION);
            case Part.Other _ -> {}
        }
    }

    private void words(String text, Role role) {
        switch (role) {
            case SYSTEM, DEVELOPER -> system.add(text);
            case ASSISTANT -> answer.add(text);
            case TOOL -> toolResult.add(text);
            case USER, OTHER -> {
                prompt.add(text);
                if (title == null) {
                    title = title(text);
                }
            }
        }
    }

    /** The first line of a prompt; null for what tools put in front of it, and for no words. */
    private static @Nullable String title(String text) {
        String words = text.strip();
        if (words.isEmpty() || words.startsWith("<")) {
            return null;
        }
        int line = words.indexOf('\n');
        String first = line < 0 ? words : words.substring(0, line).strip();
        if (first.length() <= LONGEST_TITLE) {
            return first;
        }
        int end = Character.isHighSurrogate(first.charAt(LONGEST_TITLE - 1)) ? 1 : 0;
        return first.substring(0, LONGEST_TITLE - end) + "…";
    }

    Texts texts() {
        return new Texts(system, prompt, answer, toolInput, toolResult);
    }

    /** Names of the tools that the answer calls, each once. */
    List<String> tools() {
        return List.copyOf(tools);
    }

    @Nullable String title() {
        return title;
    }

    Set<Trait> traits(Exchange exchange, Usage usage) {
        Set<Trait> all = EnumSet.noneOf(Trait.class);
        all.addAll(traits);
        if (positive(usage.of(Unit.CACHE_READ_TOKENS))
                || positive(usage.of(Unit.CACHE_WRITE_TOKENS))) {
            all.add(Trait.CACHE);
        }
        if (exchange.errorCode() != null || exchange.status() >= 400) {
            all.add(Trait.ERROR);
        }
        if (!exchange.losses().isEmpty()) {
            all.add(Trait.LOSS);
        }
        return all;
    }

    private static boolean positive(@Nullable Long count) {
        return count != null && count > 0;
    }
}
