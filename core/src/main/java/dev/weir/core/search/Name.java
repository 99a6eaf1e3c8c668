package dev.weir.core.search;

import java.util.List;

/** A word that may stand before a colon: a row of the table of fields. */
public sealed interface Name permits Field, Scope, Shorthand {

    /** The word itself: lower case, parts joined by hyphens. */
    String word();

    /** Other words that mean the same. */
    List<String> aliases();

    /** What it means, for people, without a full stop. */
    String meaning();

    /** A whole term that shows its use. */
    String example();
}
