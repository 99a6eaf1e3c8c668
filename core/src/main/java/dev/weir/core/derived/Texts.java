package dev.weir.core.derived;

import java.util.List;

/**
 * What was said in an exchange, for full text search. Only what is new: an agent resends its
 * conversation on every turn, and a text is found where it was said first.
 *
 * @param system instructions
 * @param prompt what people and programs wrote
 * @param answer what the model wrote, its thinking included
 * @param toolInput arguments of tool calls
 * @param toolResult what tools answered
 */
public record Texts(
        List<String> system,
        List<String> prompt,
        List<String> answer,
        List<String> toolInput,
        List<String> toolResult) {

    public static final Texts NONE =
            new Texts(List.of(), List.of(), List.of(), List.of(), List.of());

    public Texts {
        system = List.copyOf(system);
        prompt = List.copyOf(prompt);
        answer = List.copyOf(answer);
        toolInput = List.copyOf(toolInput);
        toolResult = List.copyOf(toolResult);
    }
}
