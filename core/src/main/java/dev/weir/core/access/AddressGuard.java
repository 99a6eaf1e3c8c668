package dev.weir.core.access;

/**
 * Which addresses may be dialled for a URL that a caller chose: public unicast ones only. What is
 * checked is the resolved address, and that very address is dialled, so that a name cannot answer
 * twice.
 */
public final class AddressGuard {

    private AddressGuard() {}

    /** True where the host is an address and not a name. */
    public static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
    }

    /**
     * True for a public unicast address: not unspecified, loopback, private, link-local, shared
     * (carrier NAT), benchmarking, documentation, multicast, reserved, unique-local, nor any IPv6
     * form that wraps an IPv4 address.
     *
     * @param address 4 or 16 octets in network order
     */
    public static boolean isPublic(byte[] address) {
        return switch (address.length) {
            case 4 -> isPublicV4(address, 0);
            case 16 -> isPublicV6(address);
            default ->
                    throw new IllegalArgumentException(
                            "an address has 4 or 16 octets, not " + address.length);
        };
    }

    private static boolean isPublicV4(byte[] a, int at) {
        int first = a[at] & 0xFF;
        int second = a[at + 1] & 0xFF;
        int third = a[at + 2] & 0xFF;
        return switch (first) {
            case 0, 10, 127 -> false;
            case 100 -> second < 64 || second > 127;
            case 169 -> second != 254;
            case 172 -> second < 16 || second > 31;
            case 192 ->
                    !(second == 168
                            || second == 0 && (third == 0 || third == 2)
                            || second == 88 && third == 99);
            case 198 -> !(second == 18 || second == 19 || second == 51 && third == 100);
            case 203 -> !(second == 0 && third == 113);
            default -> first < 224;
        };
    }

    private static boolean isPublicV6(byte[] a) {
        int first = (a[0] & 0xFF) << 8 | a[1] & 0xFF;
        int second = (a[2] & 0xFF) << 8 | a[3] & 0xFF;
        boolean globalUnicast = (first & 0xE000) == 0x2000;
        boolean teredoOrProtocol = first == 0x2001 && second < 0x0200;
        boolean documentation =
                first == 0x2001 && second == 0x0DB8 || first == 0x3FFF && second < 0x1000;
        boolean sixToFour = first == 0x2002;
        return globalUnicast && !teredoOrProtocol && !documentation && !sixToFour;
    }
}
