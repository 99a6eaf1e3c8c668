package dev.weir.core.search;

import java.util.List;

/** Which texts of an exchange words are looked for in: a closed list. */
public enum Scope implements Name {
    /**
     * Prompts, answers, tool inputs and tool results. System prompts are left out: they are the
     * same in all calls of a tool, so that a word in one would find them all.
     */
    ANY("text", List.of(), "prompts, answers, tool inputs and results", "text:timeout"),
    PROMPT("prompt", List.of("user-text"), "what people and tools asked", "prompt:refactor"),
    ANSWER(
            "answer",
            List.of("completion"),
            "what the model answered, its thinking included",
            "answer:\"rate limit\""),
    TOOL_INPUT("tool-input", List.of(), "arguments of tool calls", "tool-input:\"git push\""),
    TOOL_RESULT(
            "tool-result", List.of("tool-output"), "what tools gave back", "tool-result:denied"),
    SYSTEM("system", List.of(), "system prompts and developer messages", "system:haiku");

    /** The places that {@link #ANY} stands for. */
    public static final List<Scope> OF_ANY = List.of(PROMPT, ANSWER, TOOL_INPUT, TOOL_RESULT);

    private final String word;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> aliases;

    private final String meaning;
    private final String example;

    Scope(String word, List<String> aliases, String meaning, String example) {
        this.word = word;
        this.aliases = aliases;
        this.meaning = meaning;
        this.example = example;
    }

    /** This place, or the several that it stands for. */
    public List<Scope> places() {
        return this == ANY ? OF_ANY : List.of(this);
    }

    @Override
    public String word() {
        return word;
    }

    @Override
    public List<String> aliases() {
        return aliases;
    }

    @Override
    public String meaning() {
        return meaning;
    }

    @Override
    public String example() {
        return example;
    }
}
