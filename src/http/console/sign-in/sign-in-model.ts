export type AdminLoginModel = {
  action: string;
  csrf: string;
  values: { email: string };
  error: string | null;
  flash: string | null;
};
