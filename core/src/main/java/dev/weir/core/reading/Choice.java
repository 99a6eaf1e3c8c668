package dev.weir.core.reading;

import dev.weir.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

/**
 * One answer of the model.
 *
 * @param index its number; most answers are the only one, number 0
 * @param message what it says
 * @param stop why it ended, null where that is not said
 * @param stopWord the dialect's word for that, null where it is not said
 * @param stopSequence the text at which it stopped, null for none
 * @param rest members that were not read, as they were
 */
public record Choice(
        int index,
        Message message,
        @Nullable StopReason stop,
        @Nullable String stopWord,
        @Nullable String stopSequence,
        JsonObject rest) {

    public static Choice of(int index, Message message, @Nullable String stopWord) {
        return new Choice(
                index,
                message,
                stopWord == null ? null : StopReason.of(stopWord),
                stopWord,
                null,
                JsonObject.EMPTY);
    }
}
