package dev.weir.core.rules;

import dev.weir.core.capture.CaptureMode;

import java.util.Set;

/**
 * What the rules say about keeping a call.
 *
 * @param mode how much is kept at most
 * @param redactions names of the redaction rules that apply
 */
public record Keeping(CaptureMode mode, Set<String> redactions) {

    /** Everything, as it is. */
    public static final Keeping ALL = new Keeping(CaptureMode.FULL, Set.of());

    public Keeping {
        redactions = Set.copyOf(redactions);
    }
}
