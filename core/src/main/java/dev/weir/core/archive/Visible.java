package dev.weir.core.archive;

import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.GatewayFacts;

import org.jspecify.annotations.Nullable;

/**
 * Whose exchanges somebody may see.
 *
 * @param organisation one organisation's, null for all: only on a Weir without sign-in
 * @param user one user's, null for all of the organisation's
 */
public record Visible(@Nullable String organisation, @Nullable String user) {

    /** Everything. */
    public static final Visible ALL = new Visible(null, null);

    public Visible {
        if (organisation == null && user != null) {
            throw new IllegalArgumentException("a user without an organisation");
        }
    }

    public boolean allows(Exchange exchange) {
        return allows(exchange.gateway());
    }

    /**
     * @param facts whose an exchange is, or a call that is under way
     */
    public boolean allows(GatewayFacts facts) {
        return organisation == null
                || organisation.equals(facts.organisation())
                        && (user == null || user.equals(facts.user()));
    }
}
