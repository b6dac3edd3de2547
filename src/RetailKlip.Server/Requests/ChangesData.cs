namespace RetailKlip.Server;

/// <summary>Marks an endpoint that changes something, see <see cref="ChangeTransaction"/>.</summary>
internal sealed class ChangesData
{
    public static readonly ChangesData Instance = new();
}
