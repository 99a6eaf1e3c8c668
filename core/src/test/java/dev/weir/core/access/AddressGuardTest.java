package dev.weir.core.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;

class AddressGuardTest {

    /** Each special IPv4 block, first and last address, and the public neighbours where it has. */
    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource(
            nullValues = "-",
            value = {
                "0.0.0.0, 0.255.255.255, -, 1.0.0.0",
                "10.0.0.0, 10.255.255.255, 9.255.255.255, 11.0.0.0",
                "100.64.0.0, 100.127.255.255, 100.63.255.255, 100.128.0.0",
                "127.0.0.0, 127.255.255.255, 126.255.255.255, 128.0.0.0",
                "169.254.0.0, 169.254.255.255, 169.253.255.255, 169.255.0.0",
                "169.254.169.254, 169.254.170.2, -, -",
                "172.16.0.0, 172.31.255.255, 172.15.255.255, 172.32.0.0",
                "192.0.0.0, 192.0.0.255, 191.255.255.255, 192.0.1.0",
                "192.0.2.0, 192.0.2.255, 192.0.1.255, 192.0.3.0",
                "192.88.99.0, 192.88.99.255, 192.88.98.255, 192.88.100.0",
                "192.168.0.0, 192.168.255.255, 192.167.255.255, 192.169.0.0",
                "198.18.0.0, 198.19.255.255, 198.17.255.255, 198.20.0.0",
                "198.51.100.0, 198.51.100.255, 198.51.99.255, 198.51.101.0",
                "203.0.113.0, 203.0.113.255, 203.0.112.255, 203.0.114.0",
                "224.0.0.0, 239.255.255.255, 223.255.255.255, -",
                "240.0.0.0, 255.255.255.255, -, -",
            })
    void specialIpv4BlocksAreNotPublicAndTheirNeighboursAre(
            String first, String last, String below, String above) throws Exception {
        assertThat(isPublic(first)).isFalse();
        assertThat(isPublic(last)).isFalse();
        assertThat(below == null || isPublic(below)).isTrue();
        assertThat(above == null || isPublic(above)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::",
                "::1",
                "::7f00:1",
                "64:ff9b::1.2.3.4",
                "64:ff9b::a00:1",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:0:4136:e378:8000:63bf:3fff:fdd2",
                "2001:2::1",
                "2001:10::1",
                "2001:20::1",
                "2001:1ff:ffff::1",
                "2001:db8::1",
                "2001:db8:ffff::1",
                "2002:7f00:1::",
                "2002:808:808::1",
                "3fff::1",
                "3fff:fff::1",
                "4000::1",
                "5f00::1",
                "fc00::1",
                "fd00:ec2::254",
                "fe80::1",
                "fec0::1",
                "ff02::1",
                "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
            })
    void specialIpv6BlocksAreNotPublic(String address) throws Exception {
        assertThat(isPublic(address)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2000::1",
                "2001:200::1",
                "2001:4860:4860::8888",
                "2001:db7::1",
                "2001:db9::1",
                "2003::1",
                "2606:4700::1111",
                "2a00:1450::1",
                "3fff:1000::1",
                "3ffe::1",
            })
    void globalUnicastIpv6IsPublic(String address) throws Exception {
        assertThat(isPublic(address)).isTrue();
    }

    /** Java folds a mapped address to IPv4 when it reads text; on the wire it may come as it is. */
    @Test
    void anIpv4AddressInsideAnIpv6OneIsNeverPublic() {
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xFF;
        mapped[11] = (byte) 0xFF;
        for (int first : new int[] {8, 10, 127, 169}) {
            mapped[12] = (byte) first;
            assertThat(AddressGuard.isPublic(mapped)).isFalse();
            byte[] compatible = new byte[16];
            compatible[12] = (byte) first;
            assertThat(AddressGuard.isPublic(compatible)).isFalse();
        }
    }

    @Test
    void nothingThatJavaKnowsAsSpecialIsPublic() throws Exception {
        Random random = new Random(3);
        int publicOnes = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[i % 2 == 0 ? 4 : 16];
            random.nextBytes(bytes);
            if (bytes.length == 16) {
                bytes[0] = (byte) new int[] {0x20, 0x2A, 0xFE, 0xFF, 0xFC, 0, 0x3F}[i / 2 % 7];
            }
            InetAddress address =
                    bytes.length == 4
                            ? InetAddress.getByAddress(bytes)
                            : Inet6Address.getByAddress(null, bytes, -1);
            boolean special =
                    address.isAnyLocalAddress()
                            || address.isLoopbackAddress()
                            || address.isLinkLocalAddress()
                            || address.isSiteLocalAddress()
                            || address.isMulticastAddress();
            if (AddressGuard.isPublic(bytes)) {
                publicOnes++;
                assertThat(special).as(address::getHostAddress).isFalse();
            }
        }
        assertThat(publicOnes).isGreaterThan(50_000);
    }

    @Test
    void anAddressHasFourOrSixteenOctets() {
        assertThatThrownBy(() -> AddressGuard.isPublic(new byte[5]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("5");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "1, true",
        "127.1, true",
        "::1, true",
        "2001:db8::1, true",
        "localhost, false",
        "0x7f.1, false",
        "1.example.com, false",
        "'', false"
    })
    void aLiteralIsAnAddressAndNotAName(String host, boolean literal) {
        assertThat(AddressGuard.isLiteral(host)).isEqualTo(literal);
    }

    private static boolean isPublic(String literal) throws UnknownHostException {
        return AddressGuard.isPublic(InetAddress.getByName(literal).getAddress());
    }
}
