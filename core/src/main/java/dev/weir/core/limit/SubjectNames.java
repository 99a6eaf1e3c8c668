package dev.weir.core.limit;

import org.jspecify.annotations.Nullable;

/** What people call the subjects of limits. */
@FunctionalInterface
public interface SubjectNames {

    /** Knows none. */
    SubjectNames NONE = _ -> null;

    /** A name, null where none is known: the id stands for itself. */
    @Nullable String of(Subject subject);
}
