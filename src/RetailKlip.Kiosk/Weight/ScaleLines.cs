using System.Text;

namespace RetailKlip.Kiosk;

/// <summary>Lines from a stream that may send anything: a line that is too long is dropped to its end, whatever its length.</summary>
internal sealed class ScaleLines(Stream stream)
{
    public const int MostBytes = 80;

    private readonly byte[] _received = new byte[256];
    private readonly byte[] _line = new byte[MostBytes];
    private int _next;
    private int _end;
    private int _length;
    private bool _isTooLong;

    /// <summary>The next line that is not empty, without its end.</summary>
    /// <exception cref="EndOfStreamException">The other side has closed.</exception>
    public async ValueTask<string> ReadAsync(CancellationToken stop)
    {
        while (true)
        {
            if (_next == _end)
            {
                (_next, _end) = (0, await stream.ReadAsync(_received, stop));
                if (_end == 0)
                    throw new EndOfStreamException("the other side has closed the line");
            }
            var value = _received[_next++];
            if (value is not ((byte)'\r' or (byte)'\n'))
            {
                if (_length == MostBytes)
                    _isTooLong = true;
                else
                    _line[_length++] = value;
                continue;
            }
            var (length, whole) = (_length, !_isTooLong);
            (_length, _isTooLong) = (0, false);
            if (whole && length > 0)
                return Encoding.Latin1.GetString(_line, 0, length);
        }
    }
}
