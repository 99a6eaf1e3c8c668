package dev.weir.core.people;

/**
 * Some users of an organisation.
 *
 * @param id its name for programs
 * @param organisation whose it is
 * @param name its name for people, one of its kind in the organisation
 */
public record Team(String id, String organisation, String name) {}
