package dev.weir.core.rules;

import dev.weir.core.capture.CaptureMode;

/**
 * What the rules say about keeping a call.
 *
 * @param mode how much is kept at most
 * @param redactions what is replaced in it before it is kept or sent
 */
public record Keeping(CaptureMode mode, Redactions redactions) {

    /** Everything, as it is. */
    public static final Keeping ALL = new Keeping(CaptureMode.FULL, Redactions.NONE);
}
