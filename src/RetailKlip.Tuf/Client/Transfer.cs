using System.Net;
using System.Net.Http.Headers;

namespace RetailKlip.Tuf;

/// <summary>One response of a repository, read under the client's limits. Network failures leave as <see cref="TufException"/>.</summary>
internal sealed class Transfer : IDisposable
{
    private readonly StallWatch _watch;
    private readonly CancellationToken _stop;
    private readonly Uri _address;
    private HttpResponseMessage? _response;
    private Stream? _body;

    private Transfer(Uri address, StallWatch watch, CancellationToken stop) => (_address, _watch, _stop) = (address, watch, stop);

    public HttpStatusCode Status => _response!.StatusCode;

    /// <summary>What the server says the body has, in bytes; null where it does not say.</summary>
    public long? Length => _response!.Content.Headers.ContentLength;

    /// <summary>Which bytes of the whole the body is; null where it is the whole.</summary>
    public ContentRangeHeaderValue? Range => _response!.Content.Headers.ContentRange;

    /// <summary>Asks for a file, or its bytes from an offset on. Only the head of the response has arrived.</summary>
    /// <exception cref="TufException">The repository cannot be reached, or is too slow.</exception>
    public static async Task<Transfer> BeginAsync(
        HttpClient http, Uri address, long offset, UpdaterOptions options, TimeProvider time, CancellationToken stop)
    {
        var transfer = new Transfer(address, new StallWatch(options, time, stop), stop);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            if (offset > 0)
                request.Headers.Range = new RangeHeaderValue(offset, null);
            transfer._response = await transfer.GuardAsync(
                token => http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token));
            return transfer;
        }
        catch
        {
            transfer.Dispose();
            throw;
        }
    }

    /// <summary>Reads some of the body; 0 at its end.</summary>
    /// <exception cref="TufException">The line was cut, or is too slow.</exception>
    public async Task<int> ReadAsync(Memory<byte> buffer)
    {
        var read = await GuardAsync(async token =>
        {
            _body ??= await _response!.Content.ReadAsStreamAsync(token);
            return await _body.ReadAsync(buffer, token);
        });
        _watch.Received(read);
        return read;
    }

    public TufException Refused() => new(TufFailure.Unreachable, $"{_address} answered {(int)Status} {Status}; try again later");

    public void Dispose()
    {
        _body?.Dispose();
        _response?.Dispose();
        _watch.Dispose();
    }

    private async Task<T> GuardAsync<T>(Func<CancellationToken, Task<T>> work)
    {
        try
        {
            return await work(_watch.Token);
        }
        catch (Exception) when (_watch.HasCut && !_stop.IsCancellationRequested)
        {
            throw new TufException(TufFailure.TooSlow, $"{_address} sends too slowly, or not at all; try again later");
        }
        // The caller's handlers, such as retries and circuit breakers, throw exceptions of their own.
        catch (Exception broken) when (broken is not OperationCanceledException || !_stop.IsCancellationRequested)
        {
            throw new TufException(TufFailure.Unreachable,
                $"{_address} cannot be read ({broken.Message}); check the network, or try again later", broken);
        }
    }
}
