namespace RetailKlip.Kiosk;

public enum CheckoutPhase
{
    /// <summary>Something lies on the tray that belongs to no open basket: a basket opens once the tray has been seen empty.</summary>
    TrayNotClear,

    /// <summary>Items put on the tray join the basket.</summary>
    Open,

    /// <summary>The shopper has finished: nothing is added, and the next basket opens when the tray is clear.</summary>
    Finished,
}
