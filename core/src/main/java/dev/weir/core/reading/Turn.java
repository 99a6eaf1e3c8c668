package dev.weir.core.reading;

/**
 * One call of a model: what was asked and what was answered.
 *
 * @param request what was asked; empty where nothing could be read
 * @param response what was answered; empty where nothing could be read
 */
public record Turn(ModelRequest request, ModelResponse response) {

    public static final Turn EMPTY = new Turn(ModelRequest.EMPTY, ModelResponse.EMPTY);
}
