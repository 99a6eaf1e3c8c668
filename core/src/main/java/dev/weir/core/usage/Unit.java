package dev.weir.core.usage;

import org.jspecify.annotations.Nullable;

/**
 * What providers count and bill: a closed list. A count of a unit is inclusive: it holds the counts
 * of all units below it (those with the same dimensions and more), e.g. {@link #INPUT_TOKENS} holds
 * {@link #CACHE_READ_TOKENS}.
 *
 * <p>An empty dimension is one the unit does not narrow.
 */
public enum Unit {
    INPUT_TOKENS("input_tokens", 1_000_000, Family.TOKENS, "input", "", "", "", ""),
    OUTPUT_TOKENS("output_tokens", 1_000_000, Family.TOKENS, "output", "", "", "", ""),
    CACHE_READ_TOKENS(
            "cache_read_tokens", 1_000_000, Family.TOKENS, "input", "", "cache_read", "", ""),
    CACHE_WRITE_TOKENS(
            "cache_write_tokens", 1_000_000, Family.TOKENS, "input", "", "cache_write", "", ""),
    CACHE_WRITE_5M_TOKENS(
            "cache_write_5m_tokens",
            1_000_000,
            Family.TOKENS,
            "input",
            "",
            "cache_write",
            "5m",
            ""),
    CACHE_WRITE_1H_TOKENS(
            "cache_write_1h_tokens",
            1_000_000,
            Family.TOKENS,
            "input",
            "",
            "cache_write",
            "1h",
            ""),
    INPUT_TEXT_TOKENS("input_text_tokens", 1_000_000, Family.TOKENS, "input", "text", "", "", ""),
    OUTPUT_TEXT_TOKENS(
            "output_text_tokens", 1_000_000, Family.TOKENS, "output", "text", "", "", ""),
    CACHE_TEXT_READ_TOKENS(
            "cache_text_read_tokens",
            1_000_000,
            Family.TOKENS,
            "input",
            "text",
            "cache_read",
            "",
            ""),
    CACHE_TEXT_WRITE_TOKENS(
            "cache_text_write_tokens",
            1_000_000,
            Family.TOKENS,
            "input",
            "text",
            "cache_write",
            "",
            ""),
    CACHE_TEXT_WRITE_5M_TOKENS(
            "cache_text_write_5m_tokens",
            1_000_000,
            Family.TOKENS,
            "input",
            "text",
            "cache_write",
            "5m",
            ""),
    CACHE_TEXT_WRITE_1H_TOKENS(
            "cache_text_write_1h_tokens",
            1_000_000,
            Family.TOKENS,
            "input",
            "text",
            "cache_write",
            "1h",
            ""),
    INPUT_AUDIO_TOKENS(
            "input_audio_tokens", 1_000_000, Family.TOKENS, "input", "audio", "", "", ""),
    OUTPUT_AUDIO_TOKENS(
            "output_audio_tokens", 1_000_000, Family.TOKENS, "output", "audio", "", "", ""),
    CACHE_AUDIO_READ_TOKENS(
            "cache_audio_read_tokens",
            1_000_000,
            Family.TOKENS,
            "input",
            "audio",
            "cache_read",
            "",
            ""),
    CACHE_AUDIO_WRITE_TOKENS(
            "cache_audio_write_tokens",
            1_000_000,
            Family.TOKENS,
            "input",
            "audio",
            "cache_write",
            "",
            ""),
    CACHE_AUDIO_WRITE_5M_TOKENS(
            "cache_audio_write_5m_tokens",
            1_000_000,
            Family.TOKENS,
            "input",
            "audio",
            "cache_write",
            "5m",
            ""),
    CACHE_AUDIO_WRITE_1H_TOKENS(
            "cache_audio_write_1h_tokens",
            1_000_000,
            Family.TOKENS,
            "input",
            "audio",
            "cache_write",
            "1h",
            ""),
    INPUT_IMAGE_TOKENS(
            "input_image_tokens", 1_000_000, Family.TOKENS, "input", "image", "", "", ""),
    OUTPUT_IMAGE_TOKENS(
            "output_image_tokens", 1_000_000, Family.TOKENS, "output", "image", "", "", ""),
    CACHE_IMAGE_READ_TOKENS(
            "cache_image_read_tokens",
            1_000_000,
            Family.TOKENS,
            "input",
            "image",
            "cache_read",
            "",
            ""),
    CACHE_IMAGE_WRITE_TOKENS(
            "cache_image_write_tokens",
            1_000_000,
            Family.TOKENS,
            "input",
            "image",
            "cache_write",
            "",
            ""),
    CACHE_IMAGE_WRITE_5M_TOKENS(
            "cache_image_write_5m_tokens",
            1_000_000,
            Family.TOKENS,
            "input",
            "image",
            "cache_write",
            "5m",
            ""),
    CACHE_IMAGE_WRITE_1H_TOKENS(
            "cache_image_write_1h_tokens",
            1_000_000,
            Family.TOKENS,
            "input",
            "image",
            "cache_write",
            "1h",
            ""),
    INPUT_VIDEO_TOKENS(
            "input_video_tokens", 1_000_000, Family.TOKENS, "input", "video", "", "", ""),
    OUTPUT_VIDEO_TOKENS(
            "output_video_tokens", 1_000_000, Family.TOKENS, "output", "video", "", "", ""),
    CACHE_VIDEO_READ_TOKENS(
            "cache_video_read_tokens",
            1_000_000,
            Family.TOKENS,
            "input",
            "video",
            "cache_read",
            "",
            ""),
    CACHE_VIDEO_WRITE_TOKENS(
            "cache_video_write_tokens",
            1_000_000,
            Family.TOKENS,
            "input",
            "video",
            "cache_write",
            "",
            ""),
    CACHE_VIDEO_WRITE_5M_TOKENS(
            "cache_video_write_5m_tokens",
            1_000_000,
            Family.TOKENS,
            "input",
            "video",
            "cache_write",
            "5m",
            ""),
    CACHE_VIDEO_WRITE_1H_TOKENS(
            "cache_video_write_1h_tokens",
            1_000_000,
            Family.TOKENS,
            "input",
            "video",
            "cache_write",
            "1h",
            ""),
    INPUT_TOOL_TOKENS("input_tool_tokens", 1_000_000, Family.TOKENS, "input", "", "tool", "", ""),
    INPUT_TEXT_TOOL_TOKENS(
            "input_text_tool_tokens", 1_000_000, Family.TOKENS, "input", "text", "tool", "", ""),
    INPUT_AUDIO_TOOL_TOKENS(
            "input_audio_tool_tokens", 1_000_000, Family.TOKENS, "input", "audio", "tool", "", ""),
    INPUT_IMAGE_TOOL_TOKENS(
            "input_image_tool_tokens", 1_000_000, Family.TOKENS, "input", "image", "tool", "", ""),
    INPUT_VIDEO_TOOL_TOKENS(
            "input_video_tool_tokens", 1_000_000, Family.TOKENS, "input", "video", "tool", "", ""),
    OUTPUT_REASONING_TOKENS(
            "output_reasoning_tokens", 1_000_000, Family.TOKENS, "output", "", "reasoning", "", ""),
    OUTPUT_TEXT_REASONING_TOKENS(
            "output_text_reasoning_tokens",
            1_000_000,
            Family.TOKENS,
            "output",
            "text",
            "reasoning",
            "",
            ""),
    OUTPUT_AUDIO_REASONING_TOKENS(
            "output_audio_reasoning_tokens",
            1_000_000,
            Family.TOKENS,
            "output",
            "audio",
            "reasoning",
            "",
            ""),
    OUTPUT_IMAGE_REASONING_TOKENS(
            "output_image_reasoning_tokens",
            1_000_000,
            Family.TOKENS,
            "output",
            "image",
            "reasoning",
            "",
            ""),
    OUTPUT_VIDEO_REASONING_TOKENS(
            "output_video_reasoning_tokens",
            1_000_000,
            Family.TOKENS,
            "output",
            "video",
            "reasoning",
            "",
            ""),
    OUTPUT_CITATION_TOKENS(
            "output_citation_tokens", 1_000_000, Family.TOKENS, "output", "", "citation", "", ""),
    OUTPUT_TEXT_CITATION_TOKENS(
            "output_text_citation_tokens",
            1_000_000,
            Family.TOKENS,
            "output",
            "text",
            "citation",
            "",
            ""),
    OUTPUT_AUDIO_CITATION_TOKENS(
            "output_audio_citation_tokens",
            1_000_000,
            Family.TOKENS,
            "output",
            "audio",
            "citation",
            "",
            ""),
    OUTPUT_IMAGE_CITATION_TOKENS(
            "output_image_citation_tokens",
            1_000_000,
            Family.TOKENS,
            "output",
            "image",
            "citation",
            "",
            ""),
    OUTPUT_VIDEO_CITATION_TOKENS(
            "output_video_citation_tokens",
            1_000_000,
            Family.TOKENS,
            "output",
            "video",
            "citation",
            "",
            ""),
    INPUT_CHARACTERS("input_characters", 1_000_000, Family.CHARACTERS, "input", "", "", "", ""),
    INPUT_TEXT_MESSAGES("input_text_messages", 1_000, Family.MESSAGES, "input", "text", "", "", ""),
    AUDIO_SECONDS("audio_seconds", 3_600, Family.DURATIONS, "", "audio", "", "", ""),
    INPUT_AUDIO_SECONDS(
            "input_audio_seconds", 3_600, Family.DURATIONS, "input", "audio", "", "", ""),
    OUTPUT_AUDIO_SECONDS(
            "output_audio_seconds", 3_600, Family.DURATIONS, "output", "audio", "", "", ""),
    INPUT_PIXELS("input_pixels", 1_000_000_000, Family.PIXELS, "input", "", "", "", ""),
    INPUT_DOCUMENT_PAGES(
            "input_document_pages", 1_000, Family.DOCUMENT_PAGES, "input", "", "", "", ""),
    INPUT_ANNOTATED_DOCUMENT_PAGES(
            "input_annotated_document_pages",
            1_000,
            Family.DOCUMENT_PAGES,
            "input",
            "",
            "",
            "",
            "annotated"),
    RERANK_SEARCHES("rerank_searches", 1_000, Family.RERANK, "", "", "", "", ""),
    WEB_SEARCHES("web_searches", 1_000, Family.TOOL_CALLS, "", "", "", "", "web_search"),
    SOCIAL_SEARCHES("social_searches", 1_000, Family.TOOL_CALLS, "", "", "", "", "social_search"),
    STORAGE_SEARCHES(
            "storage_searches", 1_000, Family.TOOL_CALLS, "", "", "", "", "storage_search"),
    CODE_EXECUTIONS("code_executions", 1_000, Family.TOOL_CALLS, "", "", "", "", "code_execution"),
    REQUESTS("requests", 1_000, Family.REQUESTS, "", "", "", "", ""),
    WEB_FETCHES("web_fetches", 1_000, Family.TOOL_CALLS, "", "", "", "", "web_fetch");

    /** What is counted. */
    public enum Family {
        TOKENS,
        CHARACTERS,
        MESSAGES,
        DURATIONS,
        PIXELS,
        DOCUMENT_PAGES,
        RERANK,
        TOOL_CALLS,
        REQUESTS
    }

    private final String word;
    private final long per;
    private final Family family;
    private final String direction;
    private final String modality;
    private final String type;
    private final String ttl;
    private final String kind;

    Unit(
            String word,
            long per,
            Family family,
            String direction,
            String modality,
            String type,
            String ttl,
            String kind) {
        this.word = word;
        this.per = per;
        this.family = family;
        this.direction = direction;
        this.modality = modality;
        this.type = type;
        this.ttl = ttl;
        this.kind = kind;
    }

    /** The word on record, in the API and in the price table. */
    public String word() {
        return word;
    }

    /** How many of it a price is for. */
    public long per() {
        return per;
    }

    public Family family() {
        return family;
    }

    /** How many dimensions the unit narrows: the more, the more special it is. */
    public int depth() {
        return narrows(direction)
                + narrows(modality)
                + narrows(type)
                + narrows(ttl)
                + narrows(kind);
    }

    /** Whether every count of this unit is also within a count of the other one. */
    public boolean isBelow(Unit other) {
        return this != other
                && family == other.family
                && within(direction, other.direction)
                && within(modality, other.modality)
                && within(type, other.type)
                && within(ttl, other.ttl)
                && within(kind, other.kind);
    }

    /** Reads a word; null where it is none. */
    public static @Nullable Unit parse(String word) {
        for (Unit unit : values()) {
            if (unit.word.equals(word)) {
                return unit;
            }
        }
        return null;
    }

    private static int narrows(String dimension) {
        return dimension.isEmpty() ? 0 : 1;
    }

    private static boolean within(String mine, String others) {
        return others.isEmpty() || mine.equals(others);
    }
}
