namespace RetailKlip.Kiosk;

/// <summary>What <c>POST /api/attendant/consent</c> takes.</summary>
/// <param name="By">The attendant's name or number, 1 to <see cref="MaxName"/> characters.</param>
/// <param name="Line">The one line consented to; null: all that wait for consent.</param>
internal sealed record Consent(string By, Guid? Line = null)
{
    public const int MaxName = 100;

    public bool IsValid => By is { Length: <= MaxName } && !string.IsNullOrWhiteSpace(By);
}
