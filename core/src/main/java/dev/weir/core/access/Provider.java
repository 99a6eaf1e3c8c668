package dev.weir.core.access;

import dev.weir.core.capture.CaptureMode;
import dev.weir.core.dialect.Dialect;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * A named upstream.
 *
 * @param name 1 to 64 of {@code a-z 0-9 - _}, starting with a letter: the first path segment of its
 *     door
 * @param base where it is
 * @param dialect the shape it speaks where the path does not tell
 * @param mode how much of its exchanges is kept
 * @param http2 true where HTTP/2 is offered to it; HTTP/1.1 is what costs less, see RATIONALE.md
 */
public record Provider(String name, Origin base, Dialect dialect, CaptureMode mode, boolean http2) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,63}");

    /** First segments of the paths that {@link Doors} serves without a provider's name. */
    private static final Set<String> TAKEN =
            Set.of("proxy", "v1", "v1beta", "v1alpha", "upload", "api");

    public Provider {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "provider name '"
                            + name
                            + "': expected 1 to 64 of a-z, 0-9, '-' and '_', starting with a letter");
        }
        if (TAKEN.contains(name)) {
            throw new IllegalArgumentException(
                    "provider name '" + name + "' is taken by a path of Weir's own");
        }
    }
}
