package dev.weir.core.vault;

/** What the data plane sees of the vault: the credential for a call, from memory. */
public interface Credentials {

    /** Never waits: not for a disk, a database or a network. */
    Credential credential(String organisation, String keyId);
}
