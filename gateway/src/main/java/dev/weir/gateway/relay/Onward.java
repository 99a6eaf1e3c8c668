package dev.weir.gateway.relay;

import dev.weir.core.dialect.Dialect;
import dev.weir.core.vault.Injection;

import org.jspecify.annotations.Nullable;

/** Another Weir that every call goes through, with a token of the user's in place of any key. */
public interface Onward {

    /** Where people sign in there, for messages. */
    String console();

    /**
     * The token in the field of a dialect, good for that Weir alone; null where nobody is signed in
     * any more. Never waits.
     */
    @Nullable Injection injection(Dialect dialect);
}
