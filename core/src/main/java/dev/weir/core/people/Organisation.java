package dev.weir.core.people;

import java.time.ZoneId;

/**
 * Who everything belongs to: every user, key, rule and exchange is one organisation's, and nothing
 * is seen from another.
 *
 * @param id its name for programs
 * @param name its name for people
 * @param zone where its days, weeks and months begin
 * @param ownKeys true where users may bring provider keys of their own
 * @param ownRoutes true where users may make routes for themselves
 */
public record Organisation(
        String id, String name, ZoneId zone, boolean ownKeys, boolean ownRoutes) {

    /** The organisation of a Weir without sign-in. */
    public static final String LOCAL = "local";
}
