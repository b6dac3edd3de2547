using System.Net;

namespace RetailKlip.Cli;

/// <summary>The server refused a request; the message says what was asked for and everything that the server said.</summary>
internal sealed class ServerRefusedException(string what, HttpStatusCode status, ServerProblem problem)
    : Exception(FormattableString.Invariant($"{what}: {problem} (the server refused, {(int)status})"))
{
    public HttpStatusCode Status => status;

    public ServerProblem Problem => problem;

    /// <summary>Whether it is the product's or the picture's fault alone, so that others may go on.</summary>
    public bool IsOfOneProduct => status is HttpStatusCode.NotFound or HttpStatusCode.Conflict or HttpStatusCode.RequestEntityTooLarge
        or HttpStatusCode.UnsupportedMediaType or HttpStatusCode.UnprocessableEntity;
}
