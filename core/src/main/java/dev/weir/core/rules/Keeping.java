package dev.weir.core.rules;

import dev.weir.core.capture.CaptureMode;

import java.util.Set;

/**
 * What the rules say about keeping a call.
 *
 * @param mode how much is kept at most
 * @param redactions what is replaced in it before it is kept or sent
 * @param credentialFields fields, lower case, that keys of the organisation go into, besides those
 *     that are known for it: their values are never kept
 */
public record Keeping(CaptureMode mode, Redactions redactions, Set<String> credentialFields) {

    /** Everything, as it is. */
    public static final Keeping ALL = new Keeping(CaptureMode.FULL, Redactions.NONE, Set.of());
}
