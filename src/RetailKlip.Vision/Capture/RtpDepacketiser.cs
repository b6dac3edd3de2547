using System.Buffers.Binary;

namespace RetailKlip.Vision;

/// <summary>From RTP packets to a byte stream of NAL units with start codes: H.264 (RFC 6184) and H.265 (RFC 7798).</summary>
internal sealed class RtpDepacketiser(string codec, Stream output)
{
    private static readonly byte[] StartCode = [0, 0, 0, 1];

    private readonly bool _isH265 = codec == "H265";
    private int _lastSequence = -1;
    private bool _isInFragment;

    public static bool Knows(string codec) => codec is "H264" or "H265";

    public void WriteUnit(ReadOnlySpan<byte> unit)
    {
        output.Write(StartCode);
        output.Write(unit);
    }

    /// <param name="packet">One whole RTP packet; one that is none, or of something else, is passed over.</param>
    public void Write(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < 12 || packet[0] >> 6 != 2)
            return;
        var sequence = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        // The rest of a fragmented unit is of no use once a packet of it is lost.
        if (_lastSequence >= 0 && sequence != (ushort)(_lastSequence + 1))
            _isInFragment = false;
        _lastSequence = sequence;

        var start = 12 + 4 * (packet[0] & 0x0F);
        if ((packet[0] & 0x10) != 0 && packet.Length >= start + 4)
            start += 4 + 4 * BinaryPrimitives.ReadUInt16BigEndian(packet[(start + 2)..]);
        var end = packet.Length - ((packet[0] & 0x20) != 0 ? packet[^1] : 0);
        if (end - start < (_isH265 ? 4 : 3))
            return;
        var payload = packet[start..end];
        if (_isH265)
            WriteH265(payload);
        else
            WriteH264(payload);
    }

    private void WriteH264(ReadOnlySpan<byte> payload)
    {
        const int aggregate = 24, fragment = 28;
        var kind = payload[0] & 0x1F;
        if (kind == aggregate)
            WriteAggregate(payload[1..]);
        else if (kind == fragment)
            WriteFragment(payload[1], [(byte)(payload[0] & 0xE0 | payload[1] & 0x1F)], payload[2..]);
        else if (kind is > 0 and < aggregate)
            WriteUnit(payload);
    }

    private void WriteH265(ReadOnlySpan<byte> payload)
    {
        const int aggregate = 48, fragment = 49;
        var kind = payload[0] >> 1 & 0x3F;
        if (kind == aggregate)
            WriteAggregate(payload[2..]);
        else if (kind == fragment)
            WriteFragment(payload[2], [(byte)(payload[0] & 0x81 | (payload[2] & 0x3F) << 1), payload[1]], payload[3..]);
        else if (kind < aggregate)
            WriteUnit(payload);
    }

    private void WriteAggregate(ReadOnlySpan<byte> units)
    {
        while (units.Length > 2)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(units);
            if (length == 0 || length > units.Length - 2)
                return;
            WriteUnit(units.Slice(2, length));
            units = units[(2 + length)..];
        }
    }

    private void WriteFragment(byte flags, ReadOnlySpan<byte> header, ReadOnlySpan<byte> part)
    {
        if ((flags & 0x80) != 0)
        {
            WriteUnit(header);
            _isInFragment = true;
        }
        if (_isInFragment)
            output.Write(part);
        if ((flags & 0x40) != 0)
            _isInFragment = false;
    }
}
