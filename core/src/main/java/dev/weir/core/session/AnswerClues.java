package dev.weir.core.session;

import org.jspecify.annotations.Nullable;

/**
 * What an answer offers for finding the session of later requests.
 *
 * @param id the id the provider gave it, null where none was found
 * @param sayings what the model said
 */
public record AnswerClues(@Nullable String id, Sayings sayings) {

    /** Of an answer that is absent, not kept or not readable. */
    public static final AnswerClues NONE = new AnswerClues(null, Sayings.NONE);
}
