/** A delivery status notification (RFC 3464), as a mail server sends it to `to`. */
export function returnedMail(said: {
  to: string;
  recipient: string;
  status?: string;
  reply?: string;
  action?: string;
  messageId?: string;
  /** Makes it another message than one that says the same. */
  id?: string;
}): string {
  const {
    to,
    recipient,
    status = '5.1.1',
    action = 'failed',
    messageId = '<none@elsewhere.example>',
    id = '1',
  } = said;
  const reply = said.reply ?? `550 ${status} User unknown`;
  return [
    'From: MAILER-DAEMON@relay.example (Mail Delivery System)',
    `To: ${to}`,
    'Subject: Undelivered Mail Returned to Sender',
    `Message-ID: <${id}@relay.example>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'I could not deliver it.',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; relay.example',
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    `Action: ${action}`,
    `Status: ${status}`,
    `Diagnostic-Code: smtp; ${reply}`,
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    'From: Offprint <offprint@localhost.localdomain>',
    `Message-ID: ${messageId}`,
    '--b--',
    '',
  ].join('\r\n');
}
